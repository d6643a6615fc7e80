package io.nightjar.signin;

import io.nightjar.http.Html;
import io.nightjar.http.Reply;
import java.util.Map;

/** The sign-in form where no other page shows it. */
final class FormPage implements SignInView {

  private static final String HIDDEN_NEXT = "<input type=\"hidden\" name=\"next\">\n";

  @Override
  public Reply show(SignInQuestion question) {
    String problem =
        question.problem().isEmpty()
            ? ""
            : "<p class=\"bad\" role=\"alert\">" + Html.text(question.problem()) + "</p>\n";
    String main =
        "<h1>Sign in</h1>\n"
            + problem
            + provider(question)
            + link(question)
            + cluster(question)
            + nothing(question)
            + "<script src=\""
            + SignInQuestion.SCRIPT_PATH
            + "\" defer></script>\n";
    return Reply.html(
        question.status(),
        Html.page("Sign in", main),
        Map.of(
            "Content-Security-Policy",
            Html.POLICY + "; script-src 'self'",
            "Referrer-Policy",
            "same-origin"));
  }

  private static String provider(SignInQuestion question) {
    return question.oidcTitle().isEmpty()
        ? ""
        : "<p><a data-next href=\""
            + SignInQuestion.OIDC_PATH
            + "\">Sign in with "
            + Html.text(question.oidcTitle())
            + "</a></p>\n";
  }

  private static String link(SignInQuestion question) {
    return question.link()
        ? """
        <form method="post" action="/sign-in">
        <input type="hidden" name="way" value="link">
        """
            + HIDDEN_NEXT
            + """
            <label for="name">Your name, for the audit log</label>
            <input id="name" name="name" required maxlength="64" autocomplete="username">
            <label for="token">Code behind the # of the link that <code>nightjar run</code> or
            <code>nightjar sign-in</code> printed</label>
            <input id="token" name="token" type="password" required autocomplete="off">
            <div class="answers"><button class="approve">Sign in</button></div></form>
            """
        : "";
  }

  private static String cluster(SignInQuestion question) {
    return question.kubernetesCommand().isEmpty()
        ? ""
        : """
        <form method="post" action="/sign-in">
        <input type="hidden" name="way" value="kubernetes">
        """
            + HIDDEN_NEXT
            + "<label for=\"cluster-token\">Token of the cluster, as <code>"
            + Html.text(question.kubernetesCommand())
            + "</code> prints it</label>\n"
            + """
            <input id="cluster-token" name="token" type="password" required autocomplete="off">
            <div class="answers"><button class="approve">Sign in</button></div></form>
            """;
  }

  private static String nothing(SignInQuestion question) {
    return question.link()
            || !question.kubernetesCommand().isEmpty()
            || !question.oidcTitle().isEmpty()
        ? ""
        : "<p>The configuration has no way to sign in: see <code>http.signIn</code>.</p>\n";
  }
}
