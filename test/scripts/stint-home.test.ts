import { describe, expect, it } from 'vitest';
import { homeOfAccount, stintHome } from '../../scripts/stint-home.ts';

describe('stintHome', () => {
  const linux = { platform: 'linux', env: {}, userHome: '/home/ada' } as const;

  it('is the application-data folder of each operating system', () => {
    expect(stintHome(linux)).toBe('/home/ada/.local/share/stint');
    expect(stintHome({ ...linux, env: { XDG_DATA_HOME: '/data' } })).toBe('/data/stint');
    expect(stintHome({ platform: 'darwin', env: {}, userHome: '/Users/ada' })).toBe(
      '/Users/ada/Library/Application Support/Stint',
    );
    const windows = { platform: 'win32', userHome: 'C:\\ada' } as const;
    const env = { APPDATA: 'C:\\Roaming', LOCALAPPDATA: 'C:\\Local' };
    expect(stintHome({ ...windows, env })).toBe('C:\\Local\\Stint');
    expect(stintHome({ ...windows, env: { APPDATA: 'C:\\Roaming' } })).toBe('C:\\ada\\AppData\\Local\\Stint');
  });

  it('is what STINT_HOME says, when it says something', () => {
    expect(stintHome({ ...linux, env: { STINT_HOME: '/srv/stint' } })).toBe('/srv/stint');
    expect(stintHome({ ...linux, env: { STINT_HOME: '' } })).toBe('/home/ada/.local/share/stint');
  });

  it('ignores an XDG_DATA_HOME that is not absolute, as its specification says', () => {
    expect(stintHome({ ...linux, env: { XDG_DATA_HOME: 'data' } })).toBe('/home/ada/.local/share/stint');
  });

  it('gives another account a home beside the first', () => {
    expect(homeOfAccount('/srv/stint', 'reviewer')).toBe('/srv/stint-reviewer');
  });
});
