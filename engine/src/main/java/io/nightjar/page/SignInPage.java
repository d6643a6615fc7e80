package io.nightjar.page;

import io.nightjar.http.Reply;
import io.nightjar.signin.SignInQuestion;
import io.nightjar.signin.SignInView;

/** The sign-in form in the look of all pages. */
public final class SignInPage implements SignInView {

  private final Frame frame;

  public SignInPage(Frame frame) {
    this.frame = frame;
  }

  /** What the template knows. */
  record Form(SignInQuestion question, String script, String oidc, String path) {
    public boolean nothing() {
      return !question.link()
          && question.kubernetesCommand().isEmpty()
          && question.oidcTitle().isEmpty();
    }
  }

  @Override
  public Reply show(SignInQuestion question) {
    Form form =
        new Form(
            question, SignInQuestion.SCRIPT_PATH, SignInQuestion.OIDC_PATH, SignInQuestion.PATH);
    return frame.bare(question.status(), new View("sign-in", "Sign in", Tab.NONE, form));
  }
}
