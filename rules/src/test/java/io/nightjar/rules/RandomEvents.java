package io.nightjar.rules;

import io.nightjar.driver.Arg;
import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ExeFlag;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.language.Expression;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Events that come close to what rules look for: their texts are made of the constants of the
 * conditions, whole, cut, or with something around; arguments are missing now and then.
 */
final class RandomEvents {
  private static final ContainerMetadata SHOP =
      ContainerMetadata.ofPod("web", "docker.io/nginx:1", true, "web-1", "u1", "shop", Map.of());

  private final Random random;
  private final List<String> texts;
  private final EventEncoder encoder = new EventEncoder();
  private final List<ProcessInfo> processes = new ArrayList<>();

  /** An event as the evaluator takes it. */
  record Sample(EventView event, @Nullable ProcessInfo process, ContainerMetadata container) {}

  RandomEvents(List<Rule> rules, long seed) {
    this.random = new Random(seed);
    Set<String> constants = new LinkedHashSet<>(List.of("/", "x", "/tmp/x", ""));
    rules.forEach(rule -> collect(rule.tree(), constants));
    this.texts = List.copyOf(constants);
  }

  private static void collect(Expression tree, Set<String> into) {
    switch (tree) {
      case Expression.And and -> and.operands().forEach(operand -> collect(operand, into));
      case Expression.Or or -> or.operands().forEach(operand -> collect(operand, into));
      case Expression.Not not -> collect(not.operand(), into);
      case Expression.Check check -> check.values().forEach(value -> into.add(value.text()));
      case Expression.Name name -> {}
    }
  }

  /** The next event, of one of some types; valid until the one after. */
  Sample next(List<EventType> types) {
    ProcessInfo process = process();
    EventType type = types.get(random.nextInt(types.size()));
    encoder
        .begin(type, EventFixtures.TIME + random.nextInt(1000))
        .process(process)
        .result(random.nextInt(4) == 0 ? -2 : random.nextInt(4));
    for (Arg arg : type.args()) {
      if (random.nextInt(6) != 0) {
        argument(type, arg);
      }
    }
    boolean known = random.nextInt(12) != 0;
    ContainerMetadata container =
        process.container().isHost() || random.nextInt(4) == 0 ? ContainerMetadata.UNKNOWN : SHOP;
    return new Sample(encoder.view(), known ? process : null, container);
  }

  private void argument(EventType type, Arg arg) {
    switch (arg.kind()) {
      case NUMBER -> encoder.number(arg, number());
      // the kernel resolves the path of what was opened, so there are no double slashes
      case TEXT ->
          encoder.text(
              arg,
              arg == Arg.PATH && type.args().contains(Arg.RAW_PATH)
                  ? text().replaceAll("/+", "/")
                  : text());
      case LIST -> encoder.list(arg, List.of(text(), text()));
      case ADDRESS -> encoder.address(arg, address());
    }
  }

  private long number() {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextInt(4);
      case 1 -> 1L << random.nextInt(24);
      case 2 -> random.nextInt(1 << 20);
      case 3 -> random.nextInt(65_536);
      default -> -1;
    };
  }

  private InetAddress address() {
    String[] all = {"127.0.0.1", "10.0.0.7", "169.254.169.254", "203.0.113.9", "2001:db8::5"};
    try {
      return InetAddress.getByName(all[random.nextInt(all.length)]);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private String text() {
    String text = texts.get(random.nextInt(texts.size()));
    return switch (random.nextInt(8)) {
      case 0 -> text + "/" + texts.get(random.nextInt(texts.size()));
      case 1 -> "/" + text;
      case 2 -> text.substring(0, random.nextInt(text.length() + 1));
      case 3 -> text + "x";
      default -> text;
    };
  }

  /** A new process, or one that was there before: then what was noted about it is used again. */
  private ProcessInfo process() {
    if (processes.size() > 40 && random.nextInt(3) != 0) {
      return processes.get(random.nextInt(processes.size()));
    }
    ProcessInfo parent =
        processes.isEmpty() || random.nextInt(8) == 0
            ? null
            : processes.get(random.nextInt(processes.size()));
    ProcessInfo.Builder values =
        ProcessInfo.builder(100 + processes.size(), 1 + random.nextInt(100))
            .name(text())
            .exePath(text())
            .args(random.nextBoolean() ? List.of() : List.of(text(), text(), text()))
            .cwd(text())
            .tty(random.nextInt(2) * 34816)
            .userName(text())
            .user(random.nextInt(3), random.nextInt(3))
            .session(100 + random.nextInt(40), 100 + random.nextInt(40))
            .exeFlags(random.nextInt(2) == 0 ? 0 : ExeFlag.UPPER_LAYER.bit())
            .capabilities(number(), number(), number())
            .container(
                random.nextBoolean()
                    ? ContainerIdentity.HOST
                    : new ContainerIdentity("5e908e27d34a" + "0".repeat(52), "u1"));
    ProcessInfo process = (parent == null ? values : values.parent(parent)).build();
    processes.add(process);
    return process;
  }
}
