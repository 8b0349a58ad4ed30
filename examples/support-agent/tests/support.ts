import { RequestContext } from '@mastra/core/request-context';
import { noopObserve } from '@mastra/core/tools';
import { openDatabase, type Database } from '../src/db/database.js';
import type { Order } from '../src/orders/client.js';
import type { Session } from '../src/mastra/session.js';

/** A database in memory with two customers; `ada` has three tickets, `ben` one. */
export async function sampleDatabase(): Promise<Database> {
  const database = await openDatabase(':memory:');
  await database.batch(
    [
      `INSERT INTO customers VALUES
         ('ada', 'Ada Quill', 'ada@customers.example', 'priority'),
         ('ben', 'Ben Marsh', 'ben@customers.example', 'standard')`,
      `INSERT INTO tickets VALUES
         (1, 'ada', '2026-01-05T09:00:00Z', 'closed', 'Skillet arrived with a dent'),
         (2, 'ada', '2026-03-11T12:30:00Z', 'open', 'Where is my kettle?'),
         (3, 'ada', '2026-02-20T08:15:00Z', 'closed', 'Invoice for the dented skillet'),
         (4, 'ben', '2026-03-01T10:00:00Z', 'open', 'Kettle leaks')`,
    ],
    'write',
  );
  return database;
}

export const kettle: Order = {
  id: 'SO-10442',
  customerId: 'ada',
  status: 'shipped',
  placedAt: '2026-03-09T18:00:00Z',
  carrier: 'Parcel Post',
  trackingNumber: 'PP 42',
  lines: [{ sku: 'KT-1', title: 'Kettle, 1.2 l', quantity: 1 }],
};

/** What Mastra hands to a tool in a conversation of this customer. */
export function sessionOf(customerId: string) {
  return {
    requestContext: new RequestContext<Session>([['customerId', customerId]]),
    observe: noopObserve,
  };
}
