import './Rows.css';

import { Card, Table, VisuallyHidden } from '@mantine/core';
import { useDeferredValue, type ReactNode } from 'react';

export interface Column<Row> {
  key: string;
  label: string;
  cell: (row: Row) => ReactNode;
  /** What names the row: on a phone it stands above the rest, without its label. */
  main?: boolean;
  /** What can be done with the row: its heading is for ears alone. */
  actions?: boolean;
}

interface Props<Row> {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string | number;
}

/** As many as a high screen has room for: they are seen at once, and the others are drawn below them. */
const FIRST = 20;

/**
 * A table; where there is no room for one, a list of its rows. The roles are said aloud, because a browser forgets
 * that a table is one when it is laid out otherwise.
 */
export function Rows<Row>({ label, columns, rows, rowKey }: Props<Row>) {
  const kind = ({ main, actions }: Column<Row>) =>
    main ? 'main' : actions ? 'actions' : undefined;
  const drawn = useDeferredValue(rows.length, FIRST);
  return (
    <Card withBorder padding={0}>
      <Table
        className="rows"
        role="table"
        aria-label={label}
        verticalSpacing="sm"
        horizontalSpacing="md"
      >
        <Table.Thead role="rowgroup">
          <Table.Tr role="row">
            {columns.map((column) => (
              <Table.Th key={column.key} role="columnheader" data-kind={kind(column)}>
                {column.actions ? <VisuallyHidden>{column.label}</VisuallyHidden> : column.label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody role="rowgroup">
          {rows.slice(0, Math.max(FIRST, drawn)).map((row) => (
            <Table.Tr key={rowKey(row)} role="row">
              {columns.map((column) => (
                <Table.Td
                  key={column.key}
                  role="cell"
                  data-kind={kind(column)}
                  data-label={column.label}
                >
                  <div>{column.cell(row)}</div>
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}
