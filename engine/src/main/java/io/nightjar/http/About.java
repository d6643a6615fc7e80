package io.nightjar.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the description of the API says of one route; it stands beside the route, so that it changes
 * with it.
 *
 * @param topic under which it is listed
 * @param query what the address may carry
 * @param body what the body holds; empty where there is none
 * @param answer of what the answer is made; null for events
 * @param many whether the answer is a list of them
 * @param asks for which permission the handler asks where the route itself names none
 */
public record About(
    String topic,
    String summary,
    List<Field> query,
    List<Field> body,
    @Nullable Class<?> answer,
    boolean many,
    @Nullable Permission asks) {

  /** Of what form a value is. */
  public enum Kind {
    TEXT,
    NUMBER,
    TRUTH,
    TIME,
    DURATION,
    PARAMETERS
  }

  /**
   * A parameter of the address, or a part of the body.
   *
   * @param example as it may stand there
   */
  public record Field(
      String name, Kind kind, boolean required, String description, String example) {}

  public About {
    query = List.copyOf(query);
    body = List.copyOf(body);
  }

  /** One that answers with one thing. */
  public static About of(String topic, String summary, Class<?> answer) {
    return new About(topic, summary, List.of(), List.of(), answer, false, null);
  }

  /** One that answers with a list. */
  public static About list(String topic, String summary, Class<?> item) {
    return new About(topic, summary, List.of(), List.of(), item, true, null);
  }

  /** One that answers with a stream of events. */
  public static About events(String topic, String summary) {
    return new About(topic, summary, List.of(), List.of(), null, false, null);
  }

  /** With one more parameter of the address. */
  public About query(String name, Kind kind, String description, String example) {
    return new About(
        topic,
        summary,
        and(query, new Field(name, kind, false, description, example)),
        body,
        answer,
        many,
        asks);
  }

  /** With one more part of the body that must be there. */
  public About body(String name, Kind kind, String description, String example) {
    return with(new Field(name, kind, true, description, example));
  }

  /** With one more part of the body that may be there. */
  public About mayHold(String name, Kind kind, String description, String example) {
    return with(new Field(name, kind, false, description, example));
  }

  /** With the name of who sends it. */
  public About who() {
    return mayHold(
        "who",
        Kind.TEXT,
        "Who does it; needed where the state folder's token lets in, else who signed in",
        "kim");
  }

  /** With who sends it, and what that person says of it. */
  public About whoAndComment() {
    return who().mayHold("comment", Kind.TEXT, "For the audit log", "looks right");
  }

  /** Asking for a permission in the namespace that it is about. */
  public About asks(Permission permission) {
    return new About(topic, summary, query, body, answer, many, permission);
  }

  private About with(Field field) {
    return new About(topic, summary, query, and(body, field), answer, many, asks);
  }

  private static List<Field> and(List<Field> fields, Field more) {
    List<Field> all = new ArrayList<>(fields);
    all.add(more);
    return all;
  }
}
