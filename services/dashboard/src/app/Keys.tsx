import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';

import { useWasTrue } from '../components/useWasTrue';
import { isTaken, keepOn, keptOn, meaning } from './shortcuts';

interface Props {
  /** Where the menu leads, in its order. */
  places: string[];
  opened: boolean;
  onOpen: () => void;
  onClose: () => void;
}

/** A place is meant for so long after the key that announces it. */
const PATIENCE = 1_500;

const KeysHelp = lazy(async () => ({ default: (await import('./KeysHelp')).KeysHelp }));

/** What single keys do, and the help that says so. */
export function Keys({ places, opened, onOpen, onClose }: Props) {
  const navigate = useNavigate();
  const [on, setOn] = useState(keptOn);
  const wasOpened = useWasTrue(opened);
  const going = useRef(0);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!on || isTaken(event)) {
        return;
      }
      const pressed = meaning(event);
      const place = typeof pressed === 'number' ? places[pressed - 1] : undefined;
      const announced = event.timeStamp - going.current < PATIENCE;
      going.current = pressed === 'go' ? event.timeStamp : -PATIENCE;
      if (pressed === 'help') {
        onOpen();
      } else if (pressed === 'search') {
        const field = document.querySelector<HTMLElement>('main input[type="search"]');
        if (field) {
          event.preventDefault();
          field.focus();
        }
      } else if (place && announced) {
        event.preventDefault();
        void navigate(place);
      }
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [on, places, navigate, onOpen]);
  return (
    wasOpened && (
      <Suspense>
        <KeysHelp
          places={places.length}
          opened={opened}
          onClose={onClose}
          on={on}
          onChange={(checked) => {
            keepOn(checked);
            setOn(checked);
          }}
        />
      </Suspense>
    )
  );
}
