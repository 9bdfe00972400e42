import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';

import { aConsumer, aFleet, aNode } from '../../testing/fleet';
import { operator, refuse, renderAt, serve } from '../../testing/render';

it('is where an operator begins, and says that all is well', { timeout: 20_000 }, async () => {
  serve({ ...operator, 'GET /api/fleet': () => Response.json(aFleet()) });
  const router = renderAt('/');
  await screen.findByText('All is well');
  expect(router.state.location.pathname).toBe('/fleet');
  expect(document.title).toBe('Overview · Peyk');
});

it('says what is to be done, and leads there', { timeout: 20_000 }, async () => {
  serve({
    ...operator,
    'GET /api/fleet': () =>
      Response.json(
        aFleet({
          nodes: [aNode(), aNode({ id: 2, name: 'waha-2', state: 'unreachable' })],
          dead_letters: 4,
        }),
      ),
  });
  renderAt('/fleet');
  const wanted = await screen.findByRole('region', { name: 'Wants you now: 2' });
  within(wanted).getByText(/does not answer: waha-2/);
  const [nodes, letters] = within(wanted).getAllByRole('link', { name: 'Look' });
  expect(nodes!.getAttribute('href')).toBe('/nodes');
  expect(letters!.getAttribute('href')).toBe('/undelivered/dead-letters');
});

it('knows the throughput from the second look on', { timeout: 15_000 }, async () => {
  let looks = 0;
  serve({
    ...operator,
    'GET /api/fleet': () => {
      looks += 1;
      const consumers = [aConsumer({ delivered: looks * 210 })];
      return Response.json(aFleet({ consumers }, looks * 5));
    },
  });
  renderAt('/fleet');
  await screen.findByText('Messages, for the bot');
  expect(screen.queryByText('42/s')).toBeNull();
  await screen.findByText('42/s', {}, { timeout: 8_000 });
});

it('leads to the sessions of a state', { timeout: 20_000 }, async () => {
  const sessions = [{ state: 'gave_up', sessions: 3 }];
  serve({ ...operator, 'GET /api/fleet': () => Response.json(aFleet({ sessions })) });
  renderAt('/fleet');
  const link = await screen.findByRole('link', { name: 'Stopped trying' });
  expect(link.getAttribute('href')).toBe('/sessions?state=gave_up');
});

it('shows what is known while the bus does not answer', { timeout: 20_000 }, async () => {
  const away = {
    bus_problem: 'NATS does not answer.',
    streams: null,
    consumers: null,
    dead_letters: null,
    unrouted: null,
  };
  serve({ ...operator, 'GET /api/fleet': () => Response.json(aFleet(away)) });
  renderAt('/fleet');
  await screen.findByText(/message bus \(NATS\) does not answer/);
  screen.getByText('waha-1');
  expect(screen.getAllByText('–')).toHaveLength(2);
  expect(screen.queryByText('Work on events')).toBeNull();
});

it('says what went wrong, and can be asked again', { timeout: 20_000 }, async () => {
  serve({ ...operator, 'GET /api/fleet': () => refuse(503, 'nats_unavailable') });
  renderAt('/fleet');
  await screen.findByRole('button', { name: 'Try again' });
});
