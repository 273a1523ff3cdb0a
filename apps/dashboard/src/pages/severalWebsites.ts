/** Whether a list names more than one website; with one only, naming it in every row says nothing. */
export function severalWebsites(rows: readonly { website: string }[]): boolean {
  return rows.some(({ website }) => website !== rows[0]?.website);
}
