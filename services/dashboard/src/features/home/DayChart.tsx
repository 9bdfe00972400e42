import './chart.css';

import { Card, Group, Text, Title, useDirection } from '@mantine/core';
import { useId, useState, type KeyboardEvent, type PointerEvent } from 'react';

import { useSpeech } from '../../i18n/LanguageProvider';
import { dayNames } from './period';
import { top } from './scale';

export interface Series {
  name: string;
  tone: 'main' | 'second';
  /** One a day. */
  values: number[];
}

interface Props {
  title: string;
  /** `2026-11-27`, the oldest first. */
  days: string[];
  /** What stands upon each other; the first at the bottom. */
  series: Series[];
}

/**
 * Counts by day. It is read as a slider: by pointer, finger or arrow keys one goes along the days, and the line
 * above, which else has the sums, says what the day had.
 */
export function DayChart({ title, days, series }: Props) {
  const { t, language, number } = useSpeech();
  const { dir } = useDirection();
  const id = useId();
  const [at, setAt] = useState<number | null>(null);
  const names = dayNames(language);
  const last = days.length - 1;
  const shown = at === null || at > last ? null : at;
  const sums = days.map((_day, index) =>
    series.reduce((sum, { values }) => sum + values[index]!, 0),
  );
  const height = top(Math.max(0, ...sums));
  const said = (index: number) =>
    [
      names.long(days[index]!),
      ...series.map(({ name, values }) => `${name}: ${number(values[index]!)}`),
    ].join(', ');

  const point = ({ currentTarget, clientX }: PointerEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const part = (clientX - left) / (width || 1);
    const along = dir === 'rtl' ? 1 - part : part;
    setAt(Math.min(last, Math.max(0, Math.floor(along * days.length))));
  };
  const key = (event: KeyboardEvent) => {
    const onward = dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const now = shown ?? last;
    const next =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? last
          : event.key === onward || event.key === 'ArrowUp'
            ? Math.min(last, now + 1)
            : event.key.startsWith('Arrow')
              ? Math.max(0, now - 1)
              : null;
    if (next !== null) {
      event.preventDefault();
      setAt(next);
    }
  };

  return (
    <Card withBorder padding="md" role="group" aria-labelledby={id}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Title order={3} size="h6" id={id}>
          {title}
        </Title>
        <Text size="xs" c="dimmed">
          {shown === null ? '' : names.long(days[shown]!)}
        </Text>
      </Group>
      <Group gap="md" mih={22} mb="md" mt={2} aria-hidden>
        {series.map(({ name, tone, values }) => (
          <Text key={name} size="xs" c="dimmed">
            <span className="chart-swatch" data-tone={tone} />
            {name}{' '}
            <Text span inherit fw={600} c="var(--mantine-color-text)">
              {number(shown === null ? values.reduce((a, b) => a + b, 0) : values[shown]!)}
            </Text>
          </Text>
        ))}
      </Group>
      <div className="day-chart">
        <div className="day-axis" aria-hidden>
          <span>{number(height)}</span>
          <span>{number(height / 2)}</span>
          <span>{number(0)}</span>
        </div>
        <div
          className="day-plot"
          role="slider"
          tabIndex={0}
          aria-label={t('home.byDay', { what: title })}
          aria-valuemin={1}
          aria-valuemax={days.length}
          aria-valuenow={(shown ?? last) + 1}
          aria-valuetext={said(shown ?? last)}
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={() => setAt(null)}
          onKeyDown={key}
          onBlur={() => setAt(null)}
        >
          {days.map((day, index) => (
            <div key={day} className="day" data-at={index === shown || undefined}>
              {series.map(
                ({ name, tone, values }) =>
                  values[index]! > 0 && (
                    <div
                      key={name}
                      className="day-part"
                      data-tone={tone}
                      style={{ height: `${(values[index]! / height) * 100}%` }}
                    />
                  ),
              )}
            </div>
          ))}
        </div>
        <div className="day-names" aria-hidden>
          {[...new Set([0, Math.floor(last / 2), last])].map((index) => (
            <span key={index}>{names.short(days[index]!)}</span>
          ))}
        </div>
      </div>
    </Card>
  );
}
