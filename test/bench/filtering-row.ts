// Filtering 10,000 profiles in the real app: a broker that offers them, real keys, until the filtered list is painted.
import path from 'node:path';
import { createDesktop } from '../desktop/desktop.ts';
import { startApp } from '../e2e/drive/app-process.ts';
import { startBroker } from '../e2e/drive/broker-process.ts';
import { measureFiltering } from './filtering.ts';
import type { Row } from './row.ts';

const PROFILES = 10_000;
const VERBS = ['Read', 'Fix', 'Rotate keys of', 'Restart', 'Inspect', 'Export', 'Archive', 'Audit'];
const THINGS = [
  'billing',
  'payroll',
  'ledger',
  'invoices',
  'customers',
  'shipping',
  'search',
  'mail',
  'stock',
  'tax',
];
const PLACES = ['Frankfurt', 'Dublin', 'Oregon', 'Tokyo', 'Sydney', 'Mumbai', 'Paris', 'Ohio'];

function manyProfiles(port: number): string {
  const rows = Array.from({ length: PROFILES }, (_, n) => {
    const words = [
      VERBS[n % VERBS.length],
      THINGS[Math.floor(n / 8) % THINGS.length],
      PLACES[Math.floor(n / 80) % PLACES.length],
    ];
    return `  - {id: p-${String(n)}, name: ${words.join(' ')} ${String(n)}, summary: Made for measuring, groups: [payments], longest: 1 h, entitlements: [{target: billing, database: billing, role: billing_read, allows: [Read], denies: [Write]}]}`;
  });
  return `
listen: { host: 127.0.0.1, port: ${String(port)} }
storage: { kind: embedded }
accounts: [{ name: engineer, groups: [payments] }]
targets: [{ id: billing, name: billing, kind: demo }]
profiles:
${rows.join('\n')}
`;
}

export async function measureFilteringRow(): Promise<readonly Row[]> {
  const desktop = await createDesktop();
  try {
    const broker = await startBroker({
      lifeline: desktop.lifeline,
      env: process.env,
      home: path.join(desktop.folder, 'broker-home'),
      config: manyProfiles,
    });
    const app = await startApp({
      desktop,
      home: path.join(desktop.folder, 'stint-home'),
      brokerUrl: broker.url,
      tokenFile: broker.tokenFile('engineer'),
    });
    const page = await app.open();
    await page.getByRole('option').first().waitFor({ timeout: 60_000 });
    const report = await measureFiltering(page);
    await app.quit();
    await broker.stop();
    return [
      {
        name: '10,000 profiles: key → filtered list painted',
        unit: 'ms',
        value: report.p95,
        baseline: null,
        limit: { of: 'value', most: 32 },
        taken: `p95 of ${String(report.keys)} keys`,
      },
    ];
  } finally {
    await desktop.stop();
  }
}
