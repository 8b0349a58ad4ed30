import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noopObserve } from '@mastra/core/tools';
import { emailDraft } from '../src/mastra/tools/email-draft.js';
import { orderLookup } from '../src/mastra/tools/order-lookup.js';
import { ticketHistory } from '../src/mastra/tools/ticket-history.js';
import { kettle, sampleDatabase, sessionOf } from './support.js';

const orders = { find: async (id: string) => (id === kettle.id ? kettle : undefined) };

test('an order of the customer is found, without the account it belongs to', async () => {
  const tool = orderLookup(orders, () => new Date('2026-03-21T18:00:00Z'));
  const result = await tool.execute?.({ orderId: 'SO-10442' }, sessionOf('ada'));
  const { customerId: _, ...order } = kettle;
  assert.deepEqual(result, { found: true, order: { ...order, placed: '12 days ago' } });
});

test("another customer's order looks like one that does not exist", async () => {
  const tool = orderLookup(orders);
  assert.deepEqual(await tool.execute?.({ orderId: 'SO-10442' }, sessionOf('ben')), {
    found: false,
  });
  assert.deepEqual(await tool.execute?.({ orderId: 'SO-10443' }, sessionOf('ben')), {
    found: false,
  });
});

test('an order number of another shape never reaches the order service', async () => {
  const tool = orderLookup({
    find: async () => assert.fail('the order service was asked'),
  });
  const result = await tool.execute?.({ orderId: '../admin' }, sessionOf('ada'));
  assert.ok(result && 'error' in result, 'a validation error is the result');
});

test('a tool without a session refuses', async () => {
  const result = await ticketHistory(await sampleDatabase()).execute?.(
    { limit: 5 },
    { observe: noopObserve },
  );
  assert.ok(result && 'error' in result, 'a validation error is the result');
});

test("the history has the customer's tickets only, newest first", async () => {
  const tool = ticketHistory(await sampleDatabase());
  assert.deepEqual(await tool.execute?.({ limit: 10 }, sessionOf('ada')), {
    tickets: [
      { id: 2, openedAt: '2026-03-11T12:30:00Z', status: 'open', subject: 'Where is my kettle?' },
      {
        id: 3,
        openedAt: '2026-02-20T08:15:00Z',
        status: 'closed',
        subject: 'Invoice for the dented skillet',
      },
      {
        id: 1,
        openedAt: '2026-01-05T09:00:00Z',
        status: 'closed',
        subject: 'Skillet arrived with a dent',
      },
    ],
  });
});

test('the history narrows by status, text and limit', async () => {
  const tool = ticketHistory(await sampleDatabase());
  const ids = async (filter: object) => {
    const result = await tool.execute?.({ limit: 10, ...filter }, sessionOf('ada'));
    assert.ok(result && 'tickets' in result);
    return result.tickets.map((ticket) => ticket.id);
  };
  assert.deepEqual(await ids({ status: 'closed' }), [3, 1]);
  assert.deepEqual(await ids({ text: 'SKILLET' }), [3, 1]);
  assert.deepEqual(await ids({ text: 'skillet', limit: 1 }), [3]);
});

test('text that looks like SQL or a pattern is only text', async () => {
  const tool = ticketHistory(await sampleDatabase());
  for (const text of ["' OR '1'='1", "x'); DROP TABLE tickets; --", '%', '_']) {
    assert.deepEqual(await tool.execute?.({ text, limit: 10 }, sessionOf('ada')), { tickets: [] });
  }
});

test('an approved draft goes to the address on record', async () => {
  const database = await sampleDatabase();
  const tool = emailDraft(database, () => new Date('2026-03-12T00:00:00Z'));
  const draft = { subject: 'Your kettle', body: 'It is on its way.' };
  assert.deepEqual(await tool.execute?.(draft, sessionOf('ada')), {
    outboxId: 1,
    recipient: 'ada@customers.example',
  });
  const { rows } = await database.execute('SELECT * FROM outbox');
  assert.deepEqual(
    { ...rows[0] },
    {
      id: 1,
      customer_id: 'ada',
      recipient: 'ada@customers.example',
      ...draft,
      approved_at: '2026-03-12T00:00:00.000Z',
    },
  );
});

test('a subject of two lines cannot smuggle a header in', async () => {
  const database = await sampleDatabase();
  const draft = { subject: 'Hello\r\nBcc: all@customers.example', body: 'x' };
  const result = await emailDraft(database).execute?.(draft, sessionOf('ada'));
  assert.ok(result && 'error' in result, 'a validation error is the result');
  assert.equal((await database.execute('SELECT * FROM outbox')).rows.length, 0);
});

test('control characters of a draft do not reach the outbox', async () => {
  const database = await sampleDatabase();
  const draft = { subject: 'Your kettle', body: 'Dear Ada,\nit is\u001b[8m on its way.\u0007' };
  await emailDraft(database).execute?.(draft, sessionOf('ada'));
  const { rows } = await database.execute('SELECT body FROM outbox');
  assert.equal(rows[0]?.['body'], 'Dear Ada,\nit is[8m on its way.');
});
