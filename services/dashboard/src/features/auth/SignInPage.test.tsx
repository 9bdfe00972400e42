import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';

import { OPERATOR, refuse, renderAt, serve } from '../../testing/render';

async function signIn(password: string) {
  const email = await screen.findByLabelText('E-mail');
  fireEvent.change(email, { target: { value: OPERATOR.email } });
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: password } });
  fireEvent.submit(email.closest('form')!);
}

it('lets in who knows the password, to the page that was asked for', async () => {
  serve({
    'GET /api/me': () => refuse(401, 'unauthorized'),
    'POST /api/auth/login': (body) =>
      (body as { password: string }).password === 'right'
        ? Response.json({ user: OPERATOR })
        : refuse(401, 'invalid_credentials'),
    'GET /api/tenants': () => Response.json({ tenants: [] }),
  });
  const router = renderAt('/tenants');
  await signIn('wrong');
  await screen.findByText('The e-mail or the password is wrong.');

  await signIn('right');
  await screen.findByText('No tenants yet');
  expect(router.state.location.pathname).toBe('/tenants');
});

it('leads out who signs out', async () => {
  serve({
    'GET /api/me': () => Response.json({ user: OPERATOR }),
    'GET /api/tenants': () => Response.json({ tenants: [] }),
    'POST /api/auth/logout': () => new Response(null, { status: 204 }),
  });
  const router = renderAt('/tenants');
  await screen.findByText('No tenants yet');

  fireEvent.click(screen.getByRole('button', { name: 'Account' }));
  fireEvent.click(await screen.findByText('Sign out'));
  await screen.findByLabelText('E-mail');
  expect(router.state.location.pathname).toBe('/sign-in');
});

it('turns round for Persian, and remembers it', async () => {
  serve({ 'GET /api/me': () => refuse(401, 'unauthorized') });
  renderAt('/sign-in');
  fireEvent.click(await screen.findByRole('button', { name: 'Language' }));
  fireEvent.click(await screen.findByText('فارسی'));
  await screen.findByText('رمز عبور');
  await waitFor(() => expect(document.documentElement.dir).toBe('rtl'));
  expect(document.documentElement.lang).toBe('fa');
  expect(window.localStorage.getItem('peyk.language')).toBe('fa');
});
