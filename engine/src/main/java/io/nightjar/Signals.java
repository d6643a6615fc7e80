package io.nightjar;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals of the process: SIGHUP and SIGUSR1, as Falco takes them. Java has only {@code
 * sun.misc.Signal} for this, in the documented module jdk.unsupported; it is called by reflection,
 * because the compiler warns of it in a way that cannot be switched off.
 */
public final class Signals {

  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * Runs {@code handler} at every such signal, on a thread of the JVM.
   *
   * @param name without SIG: {@code HUP}
   * @return false where this JVM gives the signal to nobody; the log says why
   */
  public static boolean on(String name, Runnable handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handling = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handling.getClassLoader(),
              new Class<?>[] {handling},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      survive(name, handler);
                      yield null;
                    }
                    case "equals", "hashCode" -> method.invoke(handler, arguments);
                    default -> "handler of SIG" + name;
                  });
      signal
          .getMethod("handle", signal, handling)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      return true;
    } catch (InvocationTargetException e) {
      log.warn("SIG{} is not taken: {}", name, String.valueOf(e.getCause()));
      return false;
    } catch (ReflectiveOperationException e) {
      log.warn("SIG{} is not taken: this JVM has no sun.misc.Signal", name);
      return false;
    }
  }

  private static void survive(String name, Runnable handler) {
    try {
      handler.run();
    } catch (RuntimeException e) {
      log.error("what SIG{} asked for failed", name, e);
    }
  }
}
