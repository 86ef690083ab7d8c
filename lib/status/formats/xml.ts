/** A text as the content of an XML element or attribute: escaped, and without the characters that XML 1.0 cannot hold. */
export function xmlText(text: string): string {
  return (
    text
      // Control characters, halves of surrogate pairs and the two non-characters (XML 1.0, production 2).
      .replaceAll(/[^\P{Cc}\t\n\r]|\p{Cs}|[\ufffe\uffff]/gu, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&apos;')
  )
}

/** An element with a text in it. */
export function element(name: string, text: string, attributes = ''): string {
  return `<${name}${attributes}>${xmlText(text)}</${name}>`
}
