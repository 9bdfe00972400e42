import './Rows.css';

import { Card, VisuallyHidden } from '@mantine/core';
import { memo, type ReactNode } from 'react';

import { usePieces } from './usePieces';
import { useWide } from './useWide';

export interface Column<Row> {
  key: string;
  label: string;
  cell: (row: Row) => ReactNode;
  /** What names the row: on a phone it stands above the rest, without its label. */
  main?: boolean;
  /** A number stays in one piece. */
  numeric?: boolean;
  /** What can be done with the row: its heading is for ears alone. */
  actions?: boolean;
}

interface Props<Row> {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string | number;
}

/** As many as a screen has room for: they are seen at once, and the others are drawn below them. */
const SCREEN = { wide: 20, narrow: 6 };

/**
 * A table; where there is no room for one, a list of its rows. The roles are said aloud, because a browser forgets
 * that a table is one when it is laid out otherwise. Plain elements: Mantine's cells each cost as much as a component,
 * and its table brings what floats along.
 */
export function Rows<Row>({ label, columns, rows, rowKey }: Props<Row>) {
  const drawn = usePieces(rows.length, useWide(48) ? SCREEN.wide : SCREEN.narrow);
  return (
    <Card withBorder padding={0}>
      <table className="rows" role="table" aria-label={label}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th key={column.key} role="columnheader" data-kind={kindOf(column)}>
                {column.actions ? <VisuallyHidden>{column.label}</VisuallyHidden> : column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.slice(0, drawn).map((row) => (
            <RowView key={rowKey(row)} columns={columns} row={row} />
          ))}
        </tbody>
      </table>
    </Card>
  );
}

const kindOf = <Row,>({ main, actions }: Column<Row>) =>
  main ? 'main' : actions ? 'actions' : undefined;

/** Drawn once, however many pieces come after it. */
const RowView = memo(function RowView<Row>({ columns, row }: { columns: Column<Row>[]; row: Row }) {
  return (
    <tr role="row">
      {columns.map((column) => (
        <td
          key={column.key}
          role="cell"
          data-kind={kindOf(column)}
          data-label={column.label}
          data-numeric={column.numeric}
        >
          <div>{column.cell(row)}</div>
        </td>
      ))}
    </tr>
  );
}) as <Row>(props: { columns: Column<Row>[]; row: Row }) => ReactNode;
