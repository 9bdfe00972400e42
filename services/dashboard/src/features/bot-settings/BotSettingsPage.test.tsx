import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';

import type { BotSettings } from '../../api/types';
import { MY_TENANT, person } from '../../testing/leads';
import { refuse, renderAt, serve } from '../../testing/render';

const PATH = `/api/tenants/${MY_TENANT}/bot-settings`;

const SETTINGS: BotSettings = {
  time_zone: 'Asia/Dubai',
  quiet_hours: { from: '22:00', until: '08:00', answers: false },
  shield: true,
  deep_link_codes: ['start 5'],
  trigger_words: ['villa'],
  agent_phone: null,
};

function open(settings = SETTINGS) {
  const saved: BotSettings[] = [];
  const api = serve({
    'GET /api/me': () => Response.json(person('owner')),
    [`GET ${PATH}`]: () => Response.json(settings),
    [`GET /api/tenants/${MY_TENANT}/whatsapp/session`]: () =>
      Response.json({ phone: '971501234567' }),
    [`PUT ${PATH}`]: (body) => {
      saved.push(body as BotSettings);
      return Response.json(body);
    },
  });
  renderAt('/settings/bot');
  return { ...api, saved };
}

const save = () => fireEvent.click(screen.getByRole('button', { name: 'Save' }));

it('saves the phone as the API writes it, and nothing else is changed', async () => {
  const { saved } = open();
  const phone = await screen.findByLabelText('Agent’s WhatsApp number');
  expect(screen.getByRole('button', { name: 'Save' }).hasAttribute('disabled')).toBe(true);

  fireEvent.change(phone, { target: { value: '050' } });
  save();
  await screen.findByText(/with its country code: 7 to 15/);
  expect(saved).toEqual([]);

  fireEvent.change(phone, { target: { value: '00971 50 123 4567' } });
  save();
  await screen.findByText(/Saved\./);
  expect(saved).toEqual([{ ...SETTINGS, agent_phone: '+971501234567' }]);
  expect(screen.getByRole('button', { name: 'Save' }).hasAttribute('disabled')).toBe(true);
});

it('switches quiet hours off by two equal times, and on again with a night', async () => {
  const { saved } = open();
  fireEvent.click(await screen.findByLabelText('Keep quiet hours'));
  save();
  await waitFor(() => expect(saved).toHaveLength(1));
  expect(saved[0]?.quiet_hours).toEqual({ from: '00:00', until: '00:00', answers: false });

  fireEvent.click(await screen.findByLabelText('Keep quiet hours'));
  fireEvent.change(screen.getByLabelText('Until'), { target: { value: '22:00' } });
  save();
  await screen.findByText(/The two are the same/);
  fireEvent.change(screen.getByLabelText('Until'), { target: { value: '07:30' } });
  save();
  await waitFor(() => expect(saved).toHaveLength(2));
  expect(saved[1]?.quiet_hours).toEqual({ from: '22:00', until: '07:30', answers: false });
});

it('makes links of the codes', async () => {
  open();
  await screen.findByText('https://wa.me/971501234567?text=start%205');
});

it('keeps what was written when it is refused, and can throw it away', async () => {
  const { handlers } = open();
  handlers[`PUT ${PATH}`] = () => refuse(400, 'invalid', 'trigger_words[0]: is too odd');
  fireEvent.click(await screen.findByRole('switch', { name: /Leave my private chats alone/ }));
  save();
  await screen.findByText('trigger_words[0]: is too odd');
  const shield = screen.getByRole<HTMLInputElement>('switch', {
    name: /Leave my private chats alone/,
  });
  expect(shield.checked).toBe(false);
  fireEvent.click(screen.getByRole('button', { name: 'Discard' }));
  expect(shield.checked).toBe(true);
});
