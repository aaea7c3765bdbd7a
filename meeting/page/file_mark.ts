/** How a page says which file it is about. */

/** An element of its head. */
export function fileMark(name: string): string {
  return `<meta name="confrec-file" content="${escapeHtml(name)}">`;
}

/** An element of the head of pages that were made with the recording: what they tell nobody can hear in the file. */
export const RECORDED_MARK = '<meta name="confrec-from" content="recording">';

/** Text as HTML, in an element or in the quotes of an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
