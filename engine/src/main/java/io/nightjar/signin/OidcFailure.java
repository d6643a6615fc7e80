package io.nightjar.signin;

/** Why nobody was signed in by the identity provider. */
sealed class OidcFailure extends Exception {
  private static final long serialVersionUID = 1L;

  OidcFailure(String message) {
    super(message);
  }

  /** What came proves nothing. */
  static final class NotProven extends OidcFailure {
    private static final long serialVersionUID = 1L;

    NotProven(String message) {
      super(message);
    }
  }

  /** The provider does not answer, or not as one does. */
  static final class Silent extends OidcFailure {
    private static final long serialVersionUID = 1L;

    Silent(String message) {
      super(message);
    }
  }
}
