package io.nightjar.signin;

/**
 * What a sign-in form has to offer. The form of the one-time link has {@code way=link}, {@code
 * name} and {@code token}; that of a cluster's token {@code way=kubernetes} and {@code token}; the
 * one of an identity provider is a link to {@link #OIDC_PATH}. All may have {@code next}, an
 * address of this server; {@link #SCRIPT_PATH} fills in {@code token} from the address and {@code
 * next}.
 *
 * @param status of the answer
 * @param problem why it did not work, for people; empty at first
 * @param link whether a one-time link is a way
 * @param kubernetesCommand prints a token of the cluster; empty where that is no way
 * @param oidcTitle name of the identity provider; empty where there is none
 */
public record SignInQuestion(
    int status, String problem, boolean link, String kubernetesCommand, String oidcTitle) {

  public static final String PATH = "/sign-in";
  public static final String OIDC_PATH = "/sign-in/oidc";

  /** The form may load it under {@code script-src 'self'}. */
  public static final String SCRIPT_PATH = "/sign-in/form.js";

  public static final String SIGN_OUT_PATH = "/sign-out";
}
