/** A form as it was posted, before anybody asks what is in it. */
export interface PostedForm {
  readonly contentType: string;
  readonly fields: URLSearchParams;
}

export async function readForm(request: Request): Promise<PostedForm> {
  const contentType = request.headers.get("content-type") ?? "none";
  return { contentType, fields: new URLSearchParams(await request.text()) };
}

/**
 * What is wrong with it, if anything: forms here are url-encoded (SAML 2.0 bindings, 3.5.4; HTML, form submission), and of two fields
 * with one name nobody could tell which is meant.
 */
export function formFault(
  { contentType, fields }: PostedForm,
  names: readonly string[],
): { readonly expected: string; readonly found: string } | undefined {
  const urlEncoded = "application/x-www-form-urlencoded";
  const [mediaType = ""] = contentType.split(";");
  if (mediaType.trim().toLowerCase() !== urlEncoded) return { expected: urlEncoded, found: contentType };
  const twice = names.find((name) => fields.getAll(name).length > 1);
  return twice === undefined
    ? undefined
    : { expected: `one field ${twice}`, found: `${fields.getAll(twice).length} of them` };
}
