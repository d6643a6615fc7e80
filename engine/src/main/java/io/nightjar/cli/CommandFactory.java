package io.nightjar.cli;

import io.nightjar.DecidingProcess;
import java.lang.reflect.Constructor;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Gives every command the shell that it is started from, and those that stay what they run. */
final class CommandFactory implements IFactory {

  private final Shell shell;
  private final Engine engine;
  private final Engine agent;

  CommandFactory(Shell shell, Engine engine, Engine agent) {
    this.shell = shell;
    this.engine = engine;
    this.agent = agent;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (type == RunCommand.class) {
      return type.cast(new RunCommand(shell, engine));
    }
    if (type == EngineCommand.class) {
      return type.cast(new EngineCommand(shell, engine));
    }
    if (type == AgentCommand.class) {
      return type.cast(new AgentCommand(shell, agent));
    }
    if (type == DecideCommand.class) {
      return type.cast(new DecideCommand(shell, DecidingProcess::run));
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      Class<?>[] parameters = constructor.getParameterTypes();
      if (parameters.length == 1 && parameters[0] == Shell.class) {
        return type.cast(constructor.newInstance(shell));
      }
    }
    return CommandLine.defaultFactory().create(type);
  }
}
