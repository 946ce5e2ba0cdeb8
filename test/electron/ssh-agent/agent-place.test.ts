import { expect, it } from 'vitest';
import { agentPlace } from '../../../electron/ssh-agent/agent-place.ts';
import { toSshCommand } from '../../../electron/session/ssh-command.ts';

it('the agent listens in the home, and says so where the path would be too long', () => {
  expect(agentPlace('/home/erin/.local/share/stint', 'linux')).toEqual({
    ok: true,
    path: '/home/erin/.local/share/stint/agent.sock',
  });
  const home = `/home/${'é'.repeat(45)}`;
  const path = `${home}/agent.sock`;
  expect(agentPlace(home, 'linux')).toEqual({ ok: false, reason: 'long-path', path, bytes: 107, most: 100 });
});

it('on Windows each home has a pipe of its own, whatever the case of its letters', () => {
  const pipe = agentPlace('C:\\Users\\Erin\\AppData\\Local\\Stint', 'win32');
  expect(pipe.ok && pipe.path).toMatch(/^\\\\\.\\pipe\\stint-agent-[0-9a-f]{8}$/u);
  expect(agentPlace('c:\\users\\erin\\appdata\\local\\stint', 'win32')).toEqual(pipe);
  expect(agentPlace('D:\\Other', 'win32')).not.toEqual(pipe);
});

const connection = {
  kind: 'ssh' as const,
  hosts: [
    { host: 'jump.example', port: 2222 },
    { host: 'second.example', port: 22 },
  ],
  principal: 'ops',
  username: 'ops',
  certificate: '',
};

it.each([
  [
    'linux',
    '/home/erin/.stint/agent.sock',
    'ssh -o IdentityAgent=/home/erin/.stint/agent.sock -o IdentitiesOnly=no -p 2222 ops@jump.example',
  ],
  [
    'darwin',
    '/Users/erin/Library/Application Support/Stint/agent.sock',
    `ssh -o 'IdentityAgent="/Users/erin/Library/Application Support/Stint/agent.sock"' -o IdentitiesOnly=no -p 2222 ops@jump.example`,
  ],
  [
    'linux',
    "/home/it's 100%/agent.sock",
    String.raw`ssh -o 'IdentityAgent="/home/it'\''s 100%%/agent.sock"' -o IdentitiesOnly=no -p 2222 ops@jump.example`,
  ],
  [
    'win32',
    '\\\\.\\pipe\\stint-agent-0a1b2c3d',
    'ssh -o IdentityAgent=\\\\.\\pipe\\stint-agent-0a1b2c3d -o IdentitiesOnly=no -p 2222 ops@jump.example',
  ],
] as const)('the ssh command on %s names the agent at %s in one argument', (platform, path, command) => {
  expect(toSshCommand(connection, path, platform)).toBe(command);
});

it.each([
  '/home/a"b/agent.sock',
  '/home/${HOME}/agent.sock',
  '/home/a\nb/agent.sock',
  '/home/a\\b/agent.sock',
])('there is no ssh command for %j', (path) => {
  expect(toSshCommand(connection, path, 'linux')).toBeNull();
});
