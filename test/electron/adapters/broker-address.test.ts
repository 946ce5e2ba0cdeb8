import { describe, expect, it } from 'vitest';
import { parseBrokerAddress } from '../../../electron/adapters/broker-address.ts';
import { createFetchBroker, isFallbackRuntime } from '../../../electron/adapters/fetch-broker.ts';
import { createFakeClock } from '../../fakes/fake-clock.ts';

describe('the address of a broker', () => {
  it.each([
    ['https://stint.example.com', 'https://stint.example.com'],
    ['https://stint.example.com:8443/', 'https://stint.example.com:8443'],
    ['http://127.0.0.1:7461', 'http://127.0.0.1:7461'],
    ['http://127.8.9.10:7461', 'http://127.8.9.10:7461'],
    ['http://[::1]:7461', 'http://[::1]:7461'],
    ['http://localhost:7461', 'http://localhost:7461'],
    ['http://2130706433:7461', 'http://127.0.0.1:7461'],
  ])('may be %s', (text, origin) => {
    expect(parseBrokerAddress(text, false)).toEqual({ ok: true, origin });
  });

  it.each([
    ['http://stint.example.com', 'https://'],
    ['http://10.0.0.1:7461', 'https://'],
    ['http://127.0.0.1.example.com', 'https://'],
    ['http://localhost.example.com', 'https://'],
    ['http://[::ffff:10.0.0.1]', 'https://'],
    ['http://0.0.0.0:7461', 'https://'],
    ['https://name:canary@stint.example.com', 'Leave name and password out'],
    ['https://name@stint.example.com', 'Leave name and password out'],
    ['https://stint.example.com/v1', 'Leave out what follows'],
    ['https://stint.example.com?x=1', 'Leave out what follows'],
    ['https://stint.example.com/#x', 'Leave out what follows'],
    ['file:///etc/passwd', 'begins with https://'],
    ['javascript:alert(1)', 'begins with https://'],
    ['ftp://127.0.0.1', 'begins with https://'],
    ['stint.example.com', 'looks like'],
    ['', 'looks like'],
  ])('may not be %s', (text, words) => {
    const address = parseBrokerAddress(text, false);
    expect(address).toMatchObject({ ok: false });
    expect(JSON.stringify(address)).toContain(words);
    expect(JSON.stringify(address)).not.toContain('canary');
  });

  it('is on this computer only on the fallback runtime', () => {
    expect(parseBrokerAddress('https://stint.example.com', true)).toMatchObject({ ok: false });
    expect(parseBrokerAddress('https://127.0.0.1:1', true)).toMatchObject({ ok: true });
    expect(isFallbackRuntime('25.1.1')).toBe(true);
    expect(isFallbackRuntime('44.9.9')).toBe(true);
    expect(isFallbackRuntime('45.0.0')).toBe(false);
    expect(isFallbackRuntime('100.0.0')).toBe(false);
    expect(isFallbackRuntime('nonsense')).toBe(true);
    expect(isFallbackRuntime(undefined)).toBe(false);
    const connect = createFetchBroker({ clock: createFakeClock(), random: () => 0, loopbackOnly: true });
    expect(connect('https://stint.example.com', 'token')).toMatchObject({ ok: false });
  });

  it('comes with a token that fits in a header', () => {
    const connect = createFetchBroker({ clock: createFakeClock(), random: () => 0, loopbackOnly: false });
    const connected = connect('https://stint.example.com', 'canary\r\nX-Evil: 1');
    expect(connected).toMatchObject({ ok: false });
    expect(JSON.stringify(connected)).not.toContain('canary');
  });
});
