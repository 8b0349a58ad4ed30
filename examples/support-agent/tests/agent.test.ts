import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Mastra } from '@mastra/core';
import { RequestContext } from '@mastra/core/request-context';
import { MastraLanguageModelV2Mock } from '@mastra/core/test-utils/llm-mock';
import { LibSQLStore } from '@mastra/libsql';
import { supportAgent } from '../src/mastra/agents/support.js';
import { supportMemory } from '../src/mastra/memory.js';
import type { Session } from '../src/mastra/session.js';
import { emailDraft } from '../src/mastra/tools/email-draft.js';
import { sampleDatabase } from './support.js';

type Answer = Awaited<ReturnType<MastraLanguageModelV2Mock['doGenerate']>>;

const usage = { inputTokens: 1, outputTokens: 1, totalTokens: 2 };

const drafts: Partial<Answer> = {
  finishReason: 'tool-calls',
  content: [
    {
      type: 'tool-call',
      toolCallId: 'call-1',
      toolName: 'emailDraft',
      input: JSON.stringify({ subject: 'Your kettle', body: 'It is on its way.' }),
    },
  ],
};

const says = (text: string): Partial<Answer> => ({
  finishReason: 'stop',
  content: [{ type: 'text', text }],
});

/** The real agent over a model that first drafts an e-mail and then says one sentence. */
async function askForEmail() {
  const database = await sampleDatabase();
  const script = [drafts, says('A colleague has seen it.')];
  const model = new MastraLanguageModelV2Mock({
    doGenerate: async () => ({ ...script.shift(), usage, warnings: [] }) as Answer,
  });
  const agent = supportAgent({
    model,
    memory: supportMemory(),
    tools: { emailDraft: emailDraft(database) },
  });
  new Mastra({
    agents: { support: agent },
    storage: new LibSQLStore({ id: 'test', url: ':memory:' }),
    logger: false,
  });
  const session = {
    requestContext: new RequestContext<Session>([['customerId', 'ada']]),
    memory: { resource: 'ada', thread: 'conversation-1' },
  };
  const asked = await agent.generate('Please confirm by e-mail.', session);
  const sent = async () => (await database.execute('SELECT recipient, subject FROM outbox')).rows;
  return { agent, model, asked, session, sent };
}

test('a draft suspends the conversation before anything is written', async () => {
  const { asked, sent } = await askForEmail();
  assert.equal(asked.finishReason, 'suspended');
  assert.deepEqual(asked.suspendPayload.args, {
    subject: 'Your kettle',
    body: 'It is on its way.',
  });
  assert.deepEqual(await sent(), []);
});

test('approval puts it in the outbox and the conversation goes on', async () => {
  const { agent, asked, session, sent } = await askForEmail();
  const result = await agent.approveToolCallGenerate({
    runId: String(asked.runId),
    toolCallId: 'call-1',
    ...session,
  });
  assert.equal(result.text, 'A colleague has seen it.');
  assert.deepEqual(
    (await sent()).map((row) => ({ ...row })),
    [{ recipient: 'ada@customers.example', subject: 'Your kettle' }],
  );
});

test('a decline tells the model why and writes nothing', async () => {
  const { agent, model, asked, session, sent } = await askForEmail();
  await agent.declineToolCallGenerate({
    runId: String(asked.runId),
    toolCallId: 'call-1',
    reason: 'promise no date',
    ...session,
  });
  assert.deepEqual(await sent(), []);
  const last = model.doGenerateCalls.at(-1);
  assert.match(JSON.stringify(last?.prompt), /promise no date/);
});
