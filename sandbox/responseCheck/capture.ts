/**
 * A SAML response as people capture it, as the value of the form field `SAMLResponse`: the XML; the field's value, also as it stands
 * in a form's body (percent-encoded); the whole body, or a line of it as a browser's network log has it. What is none of these
 * comes back as it is, for the check of the encoding to say so.
 */
export function readCapture(text: string): string {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  if (trimmed.startsWith("<")) return Buffer.from(trimmed, "utf8").toString("base64");
  const [, field] = /(?:^|[?&\s"'])SAMLResponse["']?\s*[=:]\s*["']?([^&"'\s]+)/.exec(trimmed) ?? [];
  const value = (field ?? trimmed).replace(/\s+/g, "");
  if (!/%[0-9a-f]{2}/i.test(value)) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
