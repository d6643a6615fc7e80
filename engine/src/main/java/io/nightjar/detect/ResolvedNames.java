package io.nightjar.detect;

import io.nightjar.rules.field.HostNames;
import io.nightjar.rules.match.IpAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up the host names of the rules by the resolver of this machine, on a thread of its own:
 * when the rules come, and again every so often. A name that cannot be looked up keeps the
 * addresses that it had; so an attacker who silences the name server blinds no rule.
 */
public final class ResolvedNames implements HostNames, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ResolvedNames.class);
  private static final Duration AGAIN = Duration.ofSeconds(30);

  /** How a name is looked up. */
  @FunctionalInterface
  public interface Resolver {
    /**
     * @throws UnknownHostException when it has no address, or nobody can say so now
     */
    InetAddress[] lookUp(String name) throws UnknownHostException;
  }

  private record Known(Map<String, Set<IpAddress>> byName, Map<IpAddress, String> byAddress) {
    static Known of(Map<String, Set<IpAddress>> byName) {
      Map<IpAddress, String> byAddress = new HashMap<>();
      for (String name : new TreeSet<>(byName.keySet())) {
        byName.getOrDefault(name, Set.of()).forEach(one -> byAddress.putIfAbsent(one, name));
      }
      return new Known(Map.copyOf(byName), Map.copyOf(byAddress));
    }
  }

  private final Resolver resolver;
  private final Duration again;
  private final BlockingQueue<SortedSet<String>> asked = new LinkedBlockingQueue<>();
  private final Thread thread =
      Thread.ofPlatform().name("host-names").daemon().unstarted(this::run);
  private volatile Known known = Known.of(Map.of());
  private volatile boolean closed;

  ResolvedNames(Resolver resolver, Duration again) {
    this.resolver = resolver;
    this.again = again;
  }

  /** Looks up {@code names} from now on. */
  public static ResolvedNames start(Collection<String> names) {
    return start(names, InetAddress::getAllByName, AGAIN);
  }

  static ResolvedNames start(Collection<String> names, Resolver resolver, Duration again) {
    ResolvedNames resolved = new ResolvedNames(resolver, again);
    resolved.watch(names);
    resolved.thread.start();
    return resolved;
  }

  /** Looks up these names instead of those before, at once; returns before it is done. */
  public void watch(Collection<String> names) {
    asked.add(new TreeSet<>(names));
  }

  @Override
  public Set<IpAddress> addresses(String name) {
    return known.byName().getOrDefault(name, Set.of());
  }

  @Override
  public @Nullable String name(IpAddress address) {
    return known.byAddress().get(address);
  }

  private void run() {
    SortedSet<String> names = new TreeSet<>();
    try {
      while (!closed) {
        SortedSet<String> others = asked.poll(again.toMillis(), TimeUnit.MILLISECONDS);
        names = others == null ? names : others;
        lookUp(names);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookUp(SortedSet<String> names) {
    Map<String, Set<IpAddress>> found = new HashMap<>();
    for (String name : names) {
      // a name server that does not answer takes seconds for each name: what is known counts now
      found.put(name, addressesNow(name));
      Map<String, Set<IpAddress>> all = new HashMap<>(known.byName());
      all.putAll(found);
      all.keySet().retainAll(names);
      known = Known.of(all);
      if (closed || !asked.isEmpty()) {
        return;
      }
    }
    known = Known.of(found);
  }

  private Set<IpAddress> addressesNow(String name) {
    try {
      Set<IpAddress> addresses = new HashSet<>();
      for (InetAddress one : resolver.lookUp(name)) {
        IpAddress address = IpAddress.parse(one.getHostAddress().replaceFirst("%.*", ""));
        if (address != null) {
          addresses.add(address);
        }
      }
      return Set.copyOf(addresses);
    } catch (UnknownHostException e) {
      log.debug("{} is not looked up: {}", name, e.getMessage());
      return addresses(name);
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
