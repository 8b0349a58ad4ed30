import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Mastra } from '@mastra/core';
import { LibSQLStore } from '@mastra/libsql';
import { ticketReply, type Case } from '../src/mastra/workflows/ticket-reply.js';
import { kettle, sampleDatabase } from './support.js';

async function startRun(inputData: { customerId: string; orderId?: string; message: string }) {
  const database = await sampleDatabase();
  const asked: Case[] = [];
  const mastra = new Mastra({
    storage: new LibSQLStore({ id: 'test', url: ':memory:' }),
    logger: false,
    workflows: {
      ticketReply: ticketReply({
        database,
        orders: { find: async (id) => (id === kettle.id ? kettle : undefined) },
        write: async (about) => {
          asked.push(about);
          return { subject: 'Your kettle', body: `Dear ${about.customer.name}` };
        },
        now: () => new Date('2026-03-12T00:00:00Z'),
      }),
    },
  });
  const run = await mastra.getWorkflow('ticketReply').createRun();
  const outbox = async () => (await database.execute('SELECT recipient, body FROM outbox')).rows;
  return { run, result: await run.start({ inputData }), asked, outbox };
}

test('waits for approval with the draft in hand, and nothing is in the outbox', async () => {
  const { result, asked, outbox } = await startRun({
    customerId: 'ada',
    orderId: 'SO-10442',
    message: 'Where is it?',
  });
  assert.equal(result.status, 'suspended');
  const step = result.steps['approve'];
  assert.ok(step?.status === 'suspended');
  assert.deepEqual(step.suspendPayload, {
    recipient: 'ada@customers.example',
    subject: 'Your kettle',
    body: 'Dear Ada Quill',
  });
  assert.deepEqual(asked[0]?.order, kettle);
  assert.deepEqual(
    asked[0]?.tickets.map((ticket) => ticket.id),
    [2, 3, 1],
  );
  assert.equal((await outbox()).length, 0);
});

test('approval sends, once', async () => {
  const { run, outbox } = await startRun({ customerId: 'ada', message: 'Hello' });
  const resumed = await run.resume({ step: 'approve', resumeData: { approved: true } });
  assert.ok(resumed.status === 'success');
  assert.deepEqual(resumed.result, { sent: true, outboxId: 1 });
  assert.equal((await outbox()).length, 1);
});

test('a decline ends the run and sends nothing', async () => {
  const { run, outbox } = await startRun({ customerId: 'ada', message: 'Hello' });
  const resumed = await run.resume({ step: 'approve', resumeData: { approved: false } });
  assert.ok(resumed.status === 'success');
  assert.deepEqual(resumed.result, { sent: false });
  assert.equal((await outbox()).length, 0);
});

test("another customer's order stays out of the reply", async () => {
  const { asked } = await startRun({ customerId: 'ben', orderId: 'SO-10442', message: 'Mine?' });
  assert.equal(asked[0]?.order, undefined);
});

test('an unknown customer fails the run before anything is written', async () => {
  const { result, asked } = await startRun({ customerId: 'nobody', message: 'Hello' });
  assert.equal(result.status, 'failed');
  assert.equal(asked.length, 0);
});
