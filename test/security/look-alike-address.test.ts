// Attack: an address that begins like ours, or hides another host behind ours, is taken for our page or for a page that may be opened.
// Impact: a foreign page speaks to main, or the person's browser is sent anywhere. Mitigation: electron/hardening/own-address.ts, by parsed
// scheme and host (sender-validated, navigation-refused, one-door-outside).
import { describe, expect, it } from 'vitest';
import { isOwnAddress, isStartPage, mayOpenOutside } from '../../electron/hardening/own-address.ts';

describe('an address of another', () => {
  it.each([
    'app://stint.evil/index.html',
    'app://evil/stint/index.html',
    'app://stint@evil/index.html',
    'app://user@stint/index.html',
    'app://stint:8080/index.html',
    'apps://stint/index.html',
    'https://stint/index.html',
    'https://evil/app://stint/index.html',
    'javascript:app://stint/index.html',
    'data:text/html,app://stint/',
    'blob:app://stint/1234',
    'about:blank',
    'file:///index.html',
    ' app:',
    '',
  ])('%s is not ours', (address) => {
    expect(isOwnAddress(address)).toBe(false);
    expect(isStartPage(address)).toBe(false);
  });

  it('is ours only as app://stint', () => {
    expect(isOwnAddress('app://stint/assets/a.js')).toBe(true);
    expect(isStartPage('app://stint/index.html#/history')).toBe(true);
    expect(isStartPage('app://stint/other.html')).toBe(false);
  });
});

describe('the door to the browser', () => {
  const hosts = ['docs.example.org'];

  it.each([
    'http://docs.example.org/',
    'https://docs.example.org.evil/',
    'https://evil/docs.example.org',
    'https://docs.example.org@evil/',
    'https://user@docs.example.org/',
    'https://docs.example.org:8443/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://docs.example.org/share',
    'ms-msdt:/id',
    'docs.example.org',
  ])('stays closed for %s', (address) => {
    expect(mayOpenOutside(address, hosts)).toBe(false);
  });

  it('opens for https at a listed host, and none is listed yet', () => {
    expect(mayOpenOutside('https://docs.example.org/guide', hosts)).toBe(true);
    expect(mayOpenOutside('https://docs.example.org/guide')).toBe(false);
  });
});
