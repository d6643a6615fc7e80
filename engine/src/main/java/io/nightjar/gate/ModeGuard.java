package io.nightjar.gate;

import io.nightjar.respond.ResponseRequest;

/** Dry run or enforce, by namespace. */
final class ModeGuard implements Guard {

  private final GateSettings settings;

  ModeGuard(GateSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "mode";
  }

  @Override
  public Answer check(ResponseRequest request, Judgement soFar) {
    String namespace = request.target().namespace();
    String where = namespace.isEmpty() ? "on the host" : "in namespace " + namespace;
    return switch (settings.mode(namespace)) {
      case DRY_RUN -> new Answer.DryRun("the mode " + where + " is dry run");
      case ENFORCE -> new Answer.Pass("the mode " + where + " is enforce");
    };
  }
}
