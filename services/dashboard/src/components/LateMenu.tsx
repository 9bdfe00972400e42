import type { Menu as MantineMenu, MenuProps } from '@mantine/core';
import {
  cloneElement,
  useEffect,
  useRef,
  useState,
  type ReactElement,
  type ReactNode,
} from 'react';

type Menu = typeof MantineMenu;

const load = async (): Promise<Menu> => (await import('./late/menu')).Menu;

interface Props extends Pick<MenuProps, 'position' | 'width'> {
  /** What opens it; it says itself what it is. */
  button: ReactElement<Record<string, unknown>>;
  /** What is in it: `{(Menu) => <Menu.Item>…</Menu.Item>}`. */
  children: (menu: Menu) => ReactNode;
}

/** A menu of which the button is always there; what makes it float is fetched by who points at the button. */
export function LateMenu({ button, children, ...place }: Props) {
  const [Menu, setMenu] = useState<Menu | null>(null);
  const [opened, setOpened] = useState(false);
  const target = useRef<HTMLElement>(null);
  useEffect(() => {
    if (Menu) {
      // The button is another one now: the menu gives the focus back to it when it closes.
      target.current?.focus({ preventScroll: true });
      setOpened(true);
    }
  }, [Menu]);
  if (!Menu) {
    const fetch = () => void load().catch(() => undefined);
    return cloneElement(button, {
      'aria-haspopup': 'menu',
      onPointerEnter: fetch,
      onFocus: fetch,
      // What cannot be fetched now may be at the next press.
      onClick: () =>
        void load().then(
          (it) => setMenu(() => it),
          () => undefined,
        ),
    });
  }
  return (
    <Menu {...place} opened={opened} onChange={setOpened}>
      <Menu.Target>{cloneElement(button, { ref: target })}</Menu.Target>
      <Menu.Dropdown>{children(Menu)}</Menu.Dropdown>
    </Menu>
  );
}
