/** Who is signed in: the tokens of this browser tab, renewed when they expire. */

import { hasCode, post } from "./endpoint.js";

const STORED_AS = "rakmedia-tokens";
const ENDED = "Your sign-in has ended. Please sign in again.";

const SIGN_IN = `mutation SignIn($username: String!, $password: String!) {
  tokenAuth(username: $username, password: $password) {
    token refreshToken errors { code message field }
  }
}`;
const REFRESH = `mutation Refresh($refreshToken: String!) {
  refreshToken(refreshToken: $refreshToken) { token refreshToken errors { code message field } }
}`;
const REVOKE = `mutation SignOut($refreshToken: String!) {
  revokeToken(refreshToken: $refreshToken) { revoked errors { code message field } }
}`;
const ME = "query WhoAmI { me { username role mustChangePassword employee { name } } }";

/** A sign-in of this browser tab; tells its listeners of each "change". */
export class Session extends EventTarget {
  /** The signed-in account, `{ username, role, mustChangePassword, employee }`, once the server has named it. */
  person = null;
  /** Why nobody is signed in any more, as a sentence, or "". */
  notice = "";

  #tokens = JSON.parse(sessionStorage.getItem(STORED_AS));
  #renewal = null;

  get token() {
    return this.#tokens?.token ?? null;
  }

  /** Sign in, and return what is wrong as a sentence, or "". */
  async signIn(username, password) {
    const { body } = await post({ query: SIGN_IN, variables: { username, password } });
    const payload = body.data?.tokenAuth;
    if (!payload?.token) {
      return firstMessage(payload?.errors, body.errors);
    }
    const former = this.#tokens;
    await this.adopt(payload);
    await revoke(former);
    return "";
  }

  /** Sign out here and on the server. */
  async signOut() {
    const former = this.#tokens;
    this.end("");
    await revoke(former);
  }

  /** Take over a pair of tokens that an answer holds, and ask whose they are. */
  async adopt({ token, refreshToken }) {
    this.person = null;
    this.#keep({ token, refreshToken });
    await this.identify();
  }

  /** Ask the server who is signed in. */
  async identify() {
    if (!this.token) {
      return;
    }
    const { body } = await this.post({ query: ME });
    this.person = body.data?.me ?? null;
    this.#tell();
  }

  /** Send an operation in the name of the signed-in person; an expired token is renewed and the operation repeated once. */
  async post(operation, headers = {}) {
    const { token } = this;
    const answer = await post(operation, { ...bearer(token), ...headers });
    if (token && hasCode(answer, "TOKEN_EXPIRED") && (await this.#renew(token))) {
      return post(operation, { ...bearer(this.token), ...headers });
    }
    if (token && token === this.token && hasCode(answer, "UNAUTHENTICATED")) {
      this.end(ENDED);
    }
    return answer;
  }

  /** Forget the tokens of this tab, and say why. */
  end(notice) {
    this.person = null;
    this.notice = notice;
    this.#keep(null);
  }

  // Requests that fail together share one renewal: a refresh token is good for one use.
  async #renew(expired) {
    if (this.token === expired) {
      this.#renewal ??= this.#exchange().finally(() => {
        this.#renewal = null;
      });
      await this.#renewal;
    }
    return this.token !== null && this.token !== expired;
  }

  async #exchange() {
    const { refreshToken } = this.#tokens;
    const { body } = await post({ query: REFRESH, variables: { refreshToken } });
    const payload = body.data?.refreshToken;
    if (payload?.token) {
      this.#keep({ token: payload.token, refreshToken: payload.refreshToken });
    } else if (payload) {
      this.end(ENDED);
    }
  }

  #keep(tokens) {
    this.#tokens = tokens;
    if (tokens) {
      this.notice = "";
      sessionStorage.setItem(STORED_AS, JSON.stringify(tokens));
    } else {
      sessionStorage.removeItem(STORED_AS);
    }
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

async function revoke(tokens) {
  if (tokens) {
    await post({ query: REVOKE, variables: { refreshToken: tokens.refreshToken } });
  }
}

function bearer(token) {
  return token ? { Authorization: `Bearer ${token}` } : {};
}

function firstMessage(...lists) {
  return lists.flatMap((errors) => errors ?? [])[0]?.message ?? "The server gave no reason.";
}
