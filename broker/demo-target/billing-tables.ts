/** The demo's tables and rows, as statements that do nothing when they are there already. People and firms in it are invented. */

const CUSTOMERS = [
  ['Alder & Finch Books', 'accounts@alderfinch.example', 'Bristol'],
  ['Bellweather Coffee', 'hello@bellweather.example', 'Portland'],
  ['Castellan Security', 'finance@castellan.example', 'Lyon'],
  ['Dovetail Joinery', 'office@dovetail.example', 'Leeds'],
  ['Eastgate Veterinary', 'billing@eastgatevets.example', 'Cork'],
  ['Fjordlys Design', 'post@fjordlys.example', 'Bergen'],
  ['Granite Peak Outfitters', 'ap@granitepeak.example', 'Denver'],
  ['Harbour Light Hotel', 'reservations@harbourlight.example', 'Halifax'],
  ['Ibis & Reed Catering', 'orders@ibisreed.example', 'Austin'],
  ['Juniper Row Florists', 'shop@juniperrow.example', 'Utrecht'],
  ['Kestrel Air Charter', 'ops@kestrelair.example', 'Inverness'],
  ['Lindqvist Möbler', 'ekonomi@lindqvist.example', 'Malmö'],
  ['Meridian Dental', 'frontdesk@meridiandental.example', 'Toronto'],
  ['Northwind Ceramics', 'studio@northwindceramics.example', 'Porto'],
  ['Orchard Lane Dairy', 'milk@orchardlane.example', 'Vermont'],
  ['Pico Robotics', 'ap@picorobotics.example', 'Munich'],
] as const;

const customers = CUSTOMERS.map(
  ([name, email, city], at) =>
    `(${at + 1}, '${name}', '${email}', '${city}', date '2023-01-09' + ${at * 31})`,
).join(',\n    ');

export const BILLING_TABLES: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS customers (
    id integer PRIMARY KEY, name text NOT NULL, email text NOT NULL, city text NOT NULL, since date NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS invoices (
    id integer PRIMARY KEY, customer_id integer NOT NULL REFERENCES customers, number text NOT NULL UNIQUE,
    issued_on date NOT NULL, due_on date NOT NULL, amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    currency text NOT NULL, status text NOT NULL CHECK (status IN ('paid', 'open', 'overdue')))`,
  `INSERT INTO customers VALUES
    ${customers}
    ON CONFLICT DO NOTHING`,
  // Amounts and dates are spread by arithmetic, so that every machine has the same 48 rows.
  `INSERT INTO invoices
    SELECT n, 1 + (n * 7) % ${CUSTOMERS.length}, 'INV-2026-' || lpad(n::text, 4, '0'), date '2026-01-05' + n * 5,
           date '2026-02-04' + n * 5, 4900 + (n * 7919) % 185000, CASE n % 3 WHEN 0 THEN 'USD' ELSE 'EUR' END,
           CASE WHEN n % 9 = 0 THEN 'overdue' WHEN n > 40 THEN 'open' ELSE 'paid' END
      FROM generate_series(1, 48) AS n
    ON CONFLICT DO NOTHING`,
];
