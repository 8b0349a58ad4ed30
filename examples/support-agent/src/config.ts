import { z } from 'zod';

/** An unset variable and one set to the empty string mean the same, as in `.env.example`. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const Environment = z.object({
  SUPPORT_MODEL: z.string().default('openai/gpt-5-mini'),
  DATABASE_URL: z.string().default('file:./support.db'),
  DATABASE_AUTH_TOKEN: optional(z.string()),
  ORDERS_URL: z.url({ protocol: /^https?$/ }),
  ORDERS_TOKEN: z.string().min(1),
  KNOWLEDGE_MCP_URL: optional(z.url({ protocol: /^https$/ })),
  KNOWLEDGE_MCP_TOKEN: optional(z.string()),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});

export type Config = z.infer<typeof Environment>;

/** Reads the settings once, at the start; the message names every variable that is wrong. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const parsed = Environment.safeParse(env);
  if (!parsed.success) {
    throw new Error(`the environment is not complete:\n${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}
