import { createTool } from '@mastra/core/tools';
import { z } from 'zod';
import { findCustomer } from '../../db/customers.js';
import type { Database } from '../../db/database.js';
import { approveDraft } from '../../mail/outbox.js';
import { Session } from '../session.js';

/** `execute` runs only after a person approved exactly these arguments: Mastra suspends the call until then. */
export function emailDraft(database: Database, now: () => Date = () => new Date()) {
  return createTool({
    id: 'email-draft',
    description:
      'Write an e-mail to the customer. A colleague reads it and approves or declines it before it is sent.',
    inputSchema: z.object({
      subject: z
        .string()
        .min(1)
        .max(150)
        .regex(/^[^\r\n]*$/, 'one line'),
      body: z.string().min(1).max(5_000),
    }),
    outputSchema: z.object({ outboxId: z.number().int(), recipient: z.string() }),
    requestContextSchema: Session,
    requireApproval: true,
    execute: async (draft, { requestContext }) => {
      const customerId = requestContext.get('customerId');
      const customer = await findCustomer(database, customerId);
      if (customer === undefined) throw new Error(`no customer ${customerId}`);
      const { id, recipient } = await approveDraft(database, customer, draft, now());
      return { outboxId: id, recipient };
    },
  });
}
