package io.nightjar.page.hand;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.Parameters;
import io.nightjar.config.Durations;
import io.nightjar.http.Call;
import io.nightjar.http.HandRequest;
import io.nightjar.http.Permission;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.page.PageParts;
import io.nightjar.page.PageRoutes;
import io.nightjar.page.Tab;
import io.nightjar.page.View;
import io.nightjar.respond.DeskReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a response by hand. The gate judges it as it does a playbook's wish, and whoever asked
 * sees its verdict on the page of the response.
 */
public final class HandPages implements PageRoutes {

  private static final int TEXT_AT_MOST = 2_000;
  private static final String PARAMETER = "p.";

  private final PageParts parts;

  public HandPages(PageParts parts) {
    this.parts = parts;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/request", Permission.VIEW, this::ask),
        Route.post("/request", null, this::request));
  }

  /**
   * What the template knows of the actions to choose from.
   *
   * @param target that was named already; empty for none
   */
  record ChoiceModel(List<Kind> kinds, String target) {}

  /** Actions on targets of one kind. */
  record Kind(String name, String form, List<Choice> actions) {}

  /** One action. */
  record Choice(String id, String summary, boolean reversible, boolean disruptive) {}

  /**
   * What the template knows of the form of one action.
   *
   * @param problem what is wrong with what was sent; empty for nothing
   */
  record FormModel(
      Choice action,
      String targetForm,
      boolean keepsEvidence,
      List<Field> parameters,
      String target,
      String because,
      String undoAfter,
      String problem) {}

  /**
   * A parameter of the action.
   *
   * @param value as it was sent, a line for each text
   */
  record Field(String name, String meaning, String value) {}

  private Reply ask(Call call) {
    String target = call.query().getOrDefault("target", "").strip();
    call.demand(Permission.REQUEST, TargetForm.namespaceOf(target));
    String id = call.query().getOrDefault("action", "");
    return id.isEmpty()
        ? choice(call, target)
        : form(call, 200, action(id), Map.of("target", target), "");
  }

  private ActionDescriptor action(String id) {
    ActionDescriptor action = parts.actions().get(id);
    if (action == null || TargetForm.of(action.target()) == null) {
      throw new Rejection(Problem.notFound("no action that can be asked for by hand is called so"));
    }
    return action;
  }

  private Reply choice(Call call, String target) {
    TargetForm meant = TargetForm.ofText(target);
    List<Kind> kinds = new ArrayList<>();
    for (TargetForm form : TargetForm.values()) {
      List<Choice> actions =
          parts.actions().values().stream()
              .filter(action -> TargetForm.of(action.target()) == form)
              .sorted(Comparator.comparing(ActionDescriptor::id))
              .map(HandPages::choice)
              .toList();
      if (!actions.isEmpty() && (meant == null || meant == form)) {
        kinds.add(new Kind(form.words(), form.form(), actions));
      }
    }
    ChoiceModel model = new ChoiceModel(kinds, target);
    String title = "Ask for a response";
    return parts.frame().show(call, new View("hand/choice", title, Tab.RESPONSES, model));
  }

  private static Choice choice(ActionDescriptor action) {
    return new Choice(action.id(), action.summary(), action.reversible(), action.disruptive());
  }

  private Reply form(
      Call call, int status, ActionDescriptor action, Map<String, String> given, String problem) {
    TargetForm form = TargetForm.of(action.target());
    List<Field> fields =
        action.parameters().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(
                each ->
                    new Field(
                        each.getKey(),
                        each.getValue(),
                        given.getOrDefault(PARAMETER + each.getKey(), "")))
            .toList();
    FormModel model =
        new FormModel(
            choice(action),
            form == null ? "" : form.form(),
            action.keepsEvidence(),
            fields,
            given.getOrDefault("target", ""),
            given.getOrDefault("because", ""),
            given.getOrDefault("undoAfter", ""),
            problem);
    String title = "Ask for " + action.id();
    return parts.frame().show(call, status, new View("hand/form", title, Tab.RESPONSES, model));
  }

  private Reply request(Call call) {
    Map<String, String> form = parts.frame().form(call);
    String target = form.getOrDefault("target", "").strip();
    call.demand(Permission.REQUEST, TargetForm.namespaceOf(target));
    ActionDescriptor action = action(form.getOrDefault("action", ""));
    String because = form.getOrDefault("because", "").strip();
    String problem = problem(form, target, because);
    if (!problem.isEmpty()) {
      return form(call, 400, action, form, problem);
    }
    DeskReply reply =
        parts
            .backend()
            .request(
                new HandRequest(
                    action.id(),
                    target,
                    parameters(action, form),
                    because,
                    undoAfter(form),
                    call.caller().name()));
    return switch (reply) {
      case DeskReply.Done done -> Reply.seeOther("/responses/" + done.response().id());
      case DeskReply.Refused refused -> form(call, 409, action, form, refused.why());
    };
  }

  private static String problem(Map<String, String> form, String target, String because) {
    if (target.isEmpty()) {
      return "Say what it shall act on.";
    }
    if (because.isEmpty()) {
      return "Say why: whoever is asked sees it, and the audit log keeps it.";
    }
    if (form.values().stream().anyMatch(value -> value.length() > TEXT_AT_MOST)) {
      return "A text is longer than " + TEXT_AT_MOST + " letters.";
    }
    try {
      Duration after = undoAfter(form);
      return after == null || after.isPositive()
          ? ""
          : "The time after which it is undone is none.";
    } catch (IllegalArgumentException e) {
      return "Undo after: " + e.getMessage() + ".";
    }
  }

  private static @Nullable Duration undoAfter(Map<String, String> form) {
    String text = form.getOrDefault("undoAfter", "").strip();
    return text.isEmpty() ? null : Durations.parse(text);
  }

  private static Parameters parameters(ActionDescriptor action, Map<String, String> form) {
    Parameters parameters = Parameters.NONE;
    for (String name : action.parameters().keySet()) {
      List<String> lines =
          form.getOrDefault(PARAMETER + name, "")
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .toList();
      if (!lines.isEmpty()) {
        parameters = parameters.with(name, lines);
      }
    }
    return parameters;
  }
}
