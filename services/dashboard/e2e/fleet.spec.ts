import { expectAccessible } from './axe';
import { expect, OPERATOR, SECOND_WAHA, signIn, test, WAHA_KEY } from './stack';

interface Node {
  id: number;
  name: string;
  capacity: number;
  sessions: number;
}

const NUMBERS = ['971506000001', '971506000002', '971506000003'];

test('three tenants on two servers, one of which is emptied and leaves', async ({
  page,
  browser,
  stack,
}) => {
  test.skip(!SECOND_WAHA, 'there is no second WAHA to add');
  // Several people do several things one after the other.
  test.setTimeout(180_000);
  const nodes = async () => (await stack.api<{ nodes: Node[] }>('GET', '/api/nodes')).nodes;
  const [first] = await nodes();

  await signIn(page, OPERATOR);
  await page.getByRole('link', { name: 'Servers', exact: true }).click();
  const row = (name: string) => page.getByRole('row').filter({ hasText: name });

  await test.step('an operator adds a server, with a wrong key at first', async () => {
    await page.getByRole('button', { name: 'Add server' }).click();
    const form = page.getByRole('dialog', { name: 'New server' });
    await form.getByLabel('Name').fill('waha-2');
    await form.getByLabel('API address').fill(`${SECOND_WAHA}/api`);
    await form.getByLabel('API key', { exact: true }).fill('not-the-key');
    await form.getByLabel('Room for sessions').fill('2');
    await form.getByRole('button', { name: 'Test and add' }).click();
    await expect(form.getByRole('alert')).toBeVisible();
    await form.getByLabel('API key', { exact: true }).fill(WAHA_KEY);
    await form.getByRole('button', { name: 'Test and add' }).click();
    await expect(form).toBeHidden();
    await expect(row('waha-2')).toContainText('In service');
    await expect(row('waha-2')).toContainText('0 of 2');
    await expectAccessible(page);
  });

  await test.step('there is room for one more on the first', async () => {
    await row(first!.name).getByRole('button').click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    const form = page.getByRole('dialog', { name: 'Edit server' });
    await form.getByLabel('Room for sessions').fill(String(first!.sessions + 1));
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(row(first!.name)).toContainText(`${first!.sessions} of ${first!.sessions + 1}`);
  });

  const tenants = await Promise.all(
    ['A', 'B', 'C'].map((letter) => stack.tenant(`Agency ${letter}`)),
  );
  const agents = await test.step('three agents connect, and each scans their own code', async () =>
    Promise.all(
      tenants.map(async (tenant, index) => {
        const agent = await (await browser.newContext()).newPage();
        await signIn(agent, tenant.agent, '/settings/whatsapp');
        await agent.getByRole('button', { name: 'Connect WhatsApp' }).click();
        await expect(agent.getByAltText('QR code for linking WhatsApp')).toBeVisible();
        await stack.scan(tenant.session, NUMBERS[index]!);
        await expect(agent.getByText(`+${NUMBERS[index]}`)).toBeVisible();
        return agent;
      }),
    ));
  for (const [index, agent] of agents.entries()) {
    for (const other of NUMBERS.filter((_, at) => at !== index)) {
      await expect(agent.getByText(`+${other}`)).toBeHidden();
    }
  }

  const mine = (name: string) =>
    page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
  await test.step('the fleet is full, and its sessions are on both servers', async () => {
    const one = await stack.tenant('Agency D');
    await expect(stack.api('POST', `/api/tenants/${one.id}/whatsapp/connect`)).rejects.toThrow(
      'no_capacity',
    );
    await page.getByRole('link', { name: 'Sessions', exact: true }).click();
    for (const [index, tenant] of tenants.entries()) {
      await expect(mine(tenant.name)).toContainText('Connected');
      await expect(mine(tenant.name)).toContainText(NUMBERS[index]!.slice(-4));
    }
    await page.getByRole('combobox', { name: 'Server' }).click();
    await page.getByRole('option', { name: 'waha-2' }).click();
    await expect(page.getByRole('row')).toHaveCount(3);
    await expectAccessible(page);
  });

  const away = await page.getByRole('row').getByRole('link').allTextContents();
  await test.step('the second server is drained: the linked stay', async () => {
    await stack.api('PATCH', `/api/nodes/${first!.id}`, { capacity: first!.capacity });
    await page.getByRole('link', { name: 'Servers', exact: true }).click();
    await page.getByRole('button', { name: 'Actions for waha-2' }).click();
    await page.getByRole('menuitem', { name: 'Drain', exact: true }).click();
    const question = page.getByRole('dialog', { name: 'Drain waha-2?' });
    await expect(question).toContainText('Linked, will stay: 2');
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Drain' }).click();
    await expect(
      page.getByRole('status').filter({ hasText: 'Sessions that stay: 2.' }),
    ).toBeVisible();
    await expect(row('waha-2')).toContainText('Draining');
  });

  await test.step('and move one by one, with a new scan', async () => {
    await page.getByRole('link', { name: 'Sessions', exact: true }).click();
    for (const name of away) {
      const index = tenants.findIndex((tenant) => tenant.name === name);
      await mine(name).getByRole('button').click();
      await page.getByRole('menuitem', { name: 'Move to another server' }).click();
      const question = page.getByRole('dialog', { name: `Move the session of ${name}?` });
      await question.getByRole('button', { name: 'Move to another server' }).click();
      await expect(page.getByText('Its phone has to scan a new QR code.')).toBeVisible();
      await expect(mine(name)).toContainText(first!.name);
      // The agent sees a code without doing anything, and scans it.
      await expect(agents[index]!.getByAltText('QR code for linking WhatsApp')).toBeVisible();
      await stack.scan(tenants[index]!.session, NUMBERS[index]!);
      await expect(agents[index]!.getByText(`+${NUMBERS[index]}`)).toBeVisible();
    }
  });

  await test.step('the empty server leaves', async () => {
    await page.getByRole('link', { name: 'Servers', exact: true }).click();
    await expect(row('waha-2')).toContainText('0 of 2');
    await page.getByRole('button', { name: 'Actions for waha-2' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    const question = page.getByRole('dialog', { name: 'Remove waha-2?' });
    await question.getByRole('button', { name: 'Remove' }).click();
    await expect(row('waha-2')).toHaveCount(0);
  });
  await Promise.all(agents.map((agent) => agent.context().close()));
});
