// Passkeys: asks the server for a question, the browser for the answer, and submits it in the form. Where the browser has no
// passkeys, everything about them stays hidden and the password way is all there is.
async function question(form) {
    const body = new FormData();
    body.append('__RequestVerificationToken', form.querySelector('input[name=__RequestVerificationToken]').value);
    const answer = await fetch(new URL(form.action).pathname + '?handler=Question', { method: 'POST', body, credentials: 'same-origin' });
    if (!answer.ok) throw new Error('question');
    return answer.json();
}

async function answer(kind, options) {
    const publicKey = kind === 'create'
        ? PublicKeyCredential.parseCreationOptionsFromJSON(options)
        : PublicKeyCredential.parseRequestOptionsFromJSON(options);
    const credential = kind === 'create' ? await navigator.credentials.create({ publicKey }) : await navigator.credentials.get({ publicKey });
    return JSON.stringify(credential.toJSON());
}

async function run(event) {
    const form = event.target;
    if (form.elements.credential.value) return;
    event.preventDefault();
    const error = form.querySelector('[data-passkey-error]');
    error.hidden = true;
    try {
        const asked = await question(form);
        form.elements.credential.value = await answer(form.dataset.passkey, JSON.parse(asked.options));
        form.elements.state.value = asked.state;
        form.requestSubmit();
    } catch {
        error.hidden = false;
        form.querySelector('button').focus();
    }
}

// Also for a form that comes into the page later.
export function offer(root) {
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
    root.querySelectorAll('form[data-passkey]').forEach((form) => { form.hidden = false; form.addEventListener('submit', run); });
    root.querySelectorAll('[data-passkey-part], [data-passkey-or]').forEach((part) => { part.hidden = false; });
}

offer(document);
