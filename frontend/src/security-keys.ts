// Security keys: form[data-security-key] holds the server's question in data-options. When the form is sent, the browser
// asks the key, puts its answer into the field "answer" and sends the form. "register" makes a key known, "prove" shows
// that one has it, "either" does so only where no code was typed. Without a script nothing is sent to the key: the server
// refuses an empty answer and offers a code.

type Json = { [key: string]: unknown };

function toBytes(text: unknown): ArrayBuffer {
  const plain = atob(String(text).replace(/-/g, "+").replace(/_/g, "/"));
  const bytes = new Uint8Array(plain.length);
  for (let index = 0; index < plain.length; index += 1) bytes[index] = plain.charCodeAt(index);
  return bytes.buffer;
}

function toText(buffer: ArrayBuffer | null): string | null {
  if (buffer === null) return null;
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function listed(items: unknown): PublicKeyCredentialDescriptor[] {
  return ((items ?? []) as Json[]).map((item) => ({ type: "public-key", id: toBytes(item.id), transports: item.transports as AuthenticatorTransport[] | undefined }));
}

async function register(options: Json): Promise<Json> {
  const user = options.user as Json;
  const publicKey = {
    ...options,
    challenge: toBytes(options.challenge),
    user: { ...user, id: toBytes(user.id) },
    excludeCredentials: listed(options.excludeCredentials),
  } as unknown as PublicKeyCredentialCreationOptions;
  const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAttestationResponse;
  return dressed(credential, { clientDataJSON: toText(response.clientDataJSON), attestationObject: toText(response.attestationObject) });
}

async function prove(options: Json): Promise<Json> {
  const publicKey = {
    ...options,
    challenge: toBytes(options.challenge),
    allowCredentials: listed(options.allowCredentials),
  } as unknown as PublicKeyCredentialRequestOptions;
  const credential = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAssertionResponse;
  return dressed(credential, {
    clientDataJSON: toText(response.clientDataJSON),
    authenticatorData: toText(response.authenticatorData),
    signature: toText(response.signature),
    userHandle: toText(response.userHandle),
  });
}

function dressed(credential: PublicKeyCredential, response: Json): Json {
  return { id: credential.id, rawId: toText(credential.rawId), type: credential.type, response, clientExtensionResults: {} };
}

async function answer(form: HTMLFormElement): Promise<void> {
  const field = form.querySelector<HTMLInputElement>("input[name=answer]");
  const failure = form.querySelector<HTMLElement>("[data-failed]");
  if (!field) return;
  if (failure) failure.hidden = true;
  try {
    const options = (JSON.parse(form.dataset.options ?? "{}") as { publicKey: Json }).publicKey;
    field.value = JSON.stringify(await (form.dataset.securityKey === "register" ? register(options) : prove(options)));
    form.submit();
  } catch {
    if (!failure) return;
    failure.textContent = failure.dataset.failed ?? "";
    failure.hidden = false;
  }
}

export function startSecurityKeys(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target instanceof Element ? event.target.closest<HTMLFormElement>("form[data-security-key]") : null;
    if (!form) return;
    const code = form.querySelector<HTMLInputElement>("input[name=code]");
    if (form.dataset.securityKey === "either" && code && code.value.trim() !== "") return;
    event.preventDefault();
    void answer(form);
  });
}
