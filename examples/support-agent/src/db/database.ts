import { createClient, type Client } from '@libsql/client';

const SCHEMA = [
  `CREATE TABLE IF NOT EXISTS customers (
     id TEXT PRIMARY KEY,
     name TEXT NOT NULL,
     email TEXT NOT NULL,
     tier TEXT NOT NULL CHECK (tier IN ('standard', 'priority'))
   )`,
  `CREATE TABLE IF NOT EXISTS tickets (
     id INTEGER PRIMARY KEY,
     customer_id TEXT NOT NULL REFERENCES customers(id),
     opened_at TEXT NOT NULL,
     status TEXT NOT NULL CHECK (status IN ('open', 'waiting', 'closed')),
     subject TEXT NOT NULL
   )`,
  `CREATE INDEX IF NOT EXISTS tickets_by_customer ON tickets (customer_id, opened_at)`,
  `CREATE TABLE IF NOT EXISTS outbox (
     id INTEGER PRIMARY KEY,
     customer_id TEXT NOT NULL REFERENCES customers(id),
     recipient TEXT NOT NULL,
     subject TEXT NOT NULL,
     body TEXT NOT NULL,
     approved_at TEXT NOT NULL
   )`,
];

export type Database = Client;

/** Opens the database and makes the tables that are not there yet. */
export async function openDatabase(url: string, authToken?: string): Promise<Database> {
  const database = createClient({ url, authToken });
  await database.batch(SCHEMA, 'write');
  return database;
}
