import { createHmac } from 'node:crypto';

import { test as base, expect, type Page } from '@playwright/test';

/** The stack under test; the defaults are those of `cargo xtask dev`. */
const OPERATOR_TOKEN = process.env.PEYK_E2E_OPERATOR_TOKEN ?? 'peyk-demo-operator-token-no-secret';
/** The simulated WAHAs: the first is known to the stack, the second waits to be added. */
const SIMULATORS = (process.env.PEYK_E2E_SIMULATORS ?? 'http://127.0.0.1:8083').split(',');

export const PASSWORD = 'peyk-demo';
export const OPERATOR = 'operator@demo.peyk';

/** The second simulated WAHA; absent where only one runs. */
export const SECOND_WAHA = SIMULATORS[1];
export const WAHA_KEY = process.env.PEYK_E2E_WAHA_KEY ?? 'peyk-demo-waha-key';

export interface Tenant {
  id: number;
  name: string;
  session: string;
  agent: string;
}

interface Webhook {
  url: string;
  hmac: { key: string };
}

/** What a test does beside the browser: as an operator's machine, and as the phones. */
export class Stack {
  private readonly made: number[] = [];

  constructor(private readonly baseURL: string) {}

  /** WAHA starts the session anew, and it shows another code. */
  async renewCode(session: string): Promise<void> {
    const renewed = SIMULATORS.map(async (simulator) => {
      const response = await fetch(`${simulator}/sim/sessions/${session}/restart`, {
        method: 'POST',
      });
      return response.status;
    });
    expect(await Promise.all(renewed)).toContain(204);
  }

  /** A new tenant with an agent of its own: tests that run at the same time do not meet. */
  async tenant(name: string, role: 'agent' | 'owner' = 'agent'): Promise<Tenant> {
    const { id } = await this.api<{ id: number }>('POST', '/api/tenants', { name });
    this.made.push(id);
    const agent = `${role}-${id}-${Date.now()}@e2e.peyk`;
    await this.api('POST', `/api/tenants/${id}/users`, { email: agent, role, password: PASSWORD });
    return { id, name, session: `tenant_${id}`, agent };
  }

  /** A phone scans the code of a session, or types its pairing code, once WAHA shows one. */
  async scan(session: string, phone: string, code?: string): Promise<void> {
    await expect
      .poll(async () => {
        const answers = await Promise.all(
          SIMULATORS.map((simulator) => scanAt(simulator, session, phone, code)),
        );
        return answers.includes(200);
      })
      .toBe(true);
  }

  /** A tenant whose number is linked, so that customers can write to it. */
  async linked(name: string, role: 'agent' | 'owner' = 'agent'): Promise<Tenant> {
    const tenant = await this.tenant(name, role);
    await this.api('POST', `/api/tenants/${tenant.id}/whatsapp/connect`);
    await this.scan(tenant.session, `97150${1_000_000 + tenant.id}`);
    const state = async () =>
      (await this.api<{ state: string }>('GET', `/api/tenants/${tenant.id}/whatsapp/session`))
        .state;
    await expect.poll(state).toBe('connected');
    return tenant;
  }

  /** A customer with a phone of their own, who writes to a session by way of WhatsApp. */
  phone(session: string, number: string): Phone {
    return new Phone(session, number);
  }

  /** Takes care of a tenant that a test has added by the page; answers with its id. */
  adopt(address: string): number {
    const id = Number(new URL(address).pathname.split('/')[2]);
    this.made.push(id);
    return id;
  }

  /** Of one that is no more. */
  forget(tenant: number): void {
    this.made.splice(this.made.indexOf(tenant), 1);
  }

  /**
   * Somebody who writes to a session, without WAHA in between: the answer of the webhooks' ingress. WAHA would come
   * again and again with what is refused.
   */
  async customer(
    session: string,
    phone: string,
  ): Promise<(text: string, otherwise?: Record<string, unknown>) => Promise<number>> {
    const [webhook] = await Promise.any(
      SIMULATORS.map(async (simulator) => {
        const headers = { 'X-Api-Key': WAHA_KEY };
        const response = await fetch(`${simulator}/api/sessions/${session}`, { headers });
        const found = (await response.json()) as { config: { webhooks: Webhook[] } };
        return found.config.webhooks;
      }),
    );
    return async (text, otherwise = {}) => {
      const now = Date.now();
      const body = JSON.stringify({
        id: `evt_${now}`,
        timestamp: now,
        event: 'message.any',
        session,
        payload: {
          id: `false_${phone}@c.us_${now}`,
          timestamp: Math.floor(now / 1000),
          from: `${phone}@c.us`,
          fromMe: false,
          body: text,
          hasMedia: false,
          ...otherwise,
        },
      });
      const signature = createHmac('sha512', webhook!.hmac.key).update(body).digest('hex');
      const response = await fetch(webhook!.url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Webhook-Hmac': signature },
        body,
      });
      return response.status;
    };
  }

  async api<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(this.baseURL + path, {
      method,
      headers: {
        Authorization: `Bearer ${OPERATOR_TOKEN}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${response.status} ${text}`);
    }
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** Leaves no session behind: another test may count them. */
  async tidy(): Promise<void> {
    for (const id of this.made) {
      await this.api('POST', `/api/tenants/${id}/whatsapp/disconnect`);
    }
    const session = async (id: number) =>
      (await this.api<{ session: string | null }>('GET', `/api/tenants/${id}`)).session;
    await expect.poll(() => Promise.all(this.made.map(session))).toEqual(this.made.map(() => null));
  }
}

/** What a customer does on the phone, and what they read there. */
export class Phone {
  constructor(
    private readonly session: string,
    private readonly number: string,
  ) {}

  /** Writes; answers with the id of the message. */
  async write(text: string): Promise<string> {
    const { id } = await this.ask<{ id: string }>('POST', 'inbound', { from: this.number, text });
    return id;
  }

  async react(message: string, emoji: string): Promise<void> {
    await this.ask('POST', `messages/${encodeURIComponent(message)}/reaction`, { text: emoji });
  }

  async edit(message: string, text: string): Promise<void> {
    await this.ask('POST', `messages/${encodeURIComponent(message)}/edit`, { text });
  }

  async revoke(message: string): Promise<void> {
    await this.ask('POST', `messages/${encodeURIComponent(message)}/revoke`);
  }

  /** Opens the chat, which reads what is there. */
  async open(): Promise<void> {
    await this.ask('POST', `chats/${this.number}@c.us/open`, { open: true });
  }

  /** What was written to this phone, the oldest first. */
  async read(): Promise<string[]> {
    const path = `delivered?chat=${this.number}@c.us`;
    const messages = await this.ask<{ text: string | null }[]>('GET', path);
    return messages.map(({ text }) => text ?? '');
  }

  /** Asks the simulated WAHA that has the session. */
  private async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const refused: string[] = [];
    for (const simulator of SIMULATORS) {
      const response = await fetch(`${simulator}/sim/sessions/${this.session}/${path}`, {
        method,
        headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await response.text();
      if (response.ok && text !== '[]') {
        return (text === '' ? undefined : JSON.parse(text)) as T;
      }
      refused.push(`${response.status} ${text}`);
    }
    if (method === 'GET') {
      return [] as T;
    }
    throw new Error(`${method} ${path}: ${refused.join('; ')}`);
  }
}

async function scanAt(simulator: string, session: string, phone: string, code?: string) {
  const response = await fetch(`${simulator}/sim/sessions/${session}/scan`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(code ? { phone, code } : { phone }),
  });
  return response.status;
}

export const test = base.extend<{ stack: Stack }>({
  stack: async ({ baseURL }, use) => {
    const stack = new Stack(baseURL!);
    await use(stack);
    await stack.tidy();
  },
});

/** Through the page, as people do it, on the way to an address. */
export async function signIn(page: Page, email: string, at = '/'): Promise<void> {
  await page.goto(at);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: 'Account' })).toBeVisible();
}

export { expect };
