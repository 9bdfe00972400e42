import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';

import { OPERATOR, refuse, renderAt, serve } from '../../testing/render';

/** An operator in the middle of adding a tenant, whose login session ends. */
async function interrupted() {
  let signedIn = true;
  const only = (answer: () => Response) => () =>
    signedIn ? answer() : refuse(401, 'unauthorized');
  const api = serve({
    'GET /api/me': only(() => Response.json({ user: OPERATOR })),
    'GET /api/tenants': only(() => Response.json({ tenants: [] })),
    'POST /api/tenants': only(() => refuse(503, 'database_unavailable')),
    'POST /api/auth/login': (body) => {
      if ((body as { password: string }).password !== 'right') {
        return refuse(401, 'invalid_credentials');
      }
      signedIn = true;
      return Response.json({ user: OPERATOR });
    },
  });
  const router = renderAt('/tenants?search=palm');
  fireEvent.click(await screen.findByRole('button', { name: 'Add tenant' }));
  const name = await screen.findByLabelText('Name');
  fireEvent.change(name, { target: { value: 'Creek Realty' } });
  signedIn = false;
  fireEvent.submit(name.closest('form')!);
  const dialog = await screen.findByRole('dialog', { name: 'You were signed out' });
  const signIn = (password: string) => {
    const field = within(dialog).getByLabelText('Password');
    fireEvent.change(field, { target: { value: password } });
    fireEvent.submit(field.closest('form')!);
  };
  return { ...api, router, name, dialog, signIn };
}

it('keeps the page and what was typed, and goes on there', { timeout: 20_000 }, async () => {
  const { router, name, dialog, signIn, asked } = await interrupted();
  expect(router.state.location.pathname + router.state.location.search).toBe(
    '/tenants?search=palm',
  );
  within(dialog).getByDisplayValue(OPERATOR.email);

  signIn('wrong');
  await within(dialog).findByText('The e-mail or the password is wrong.');

  const before = asked.filter((call) => call === 'GET /api/tenants').length;
  signIn('right');
  await waitFor(() => expect(screen.queryByText('You were signed out')).toBeNull());
  expect((name as HTMLInputElement).value).toBe('Creek Realty');
  expect(document.contains(name)).toBe(true);
  // What was shown is asked for again.
  await waitFor(() =>
    expect(asked.filter((call) => call === 'GET /api/tenants').length).toBeGreaterThan(before),
  );
});

it('leads somebody else to the door', { timeout: 20_000 }, async () => {
  const { router, dialog } = await interrupted();
  fireEvent.click(within(dialog).getByRole('button', { name: 'Sign in as somebody else' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/sign-in'));
  expect(screen.queryByText('You were signed out')).toBeNull();
});
