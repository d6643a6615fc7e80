package io.nightjar.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The providers of cryptography that a linked runtime names. One that is named and whose module was
 * not linked is looked for among the libraries each time anything is asked of no provider before
 * it; that instantiates those of other libraries, which costs an agent 30 MB and a second.
 */
final class SecurityProviders {

  private static final Pattern LINE = Pattern.compile("security\\.provider\\.\\d+=(\\w+).*");

  /** Those that are no part of the base. */
  private static final Map<String, String> MODULES =
      Map.of(
          "XMLDSig", "java.xml.crypto",
          "SunPCSC", "java.smartcardio",
          "JdkLDAP", "java.naming",
          "JdkSASL", "jdk.security.jgss",
          "SunPKCS11", "jdk.crypto.cryptoki",
          "SunJGSS", "java.security.jgss",
          "SunSASL", "java.security.sasl");

  private SecurityProviders() {}

  /** Leaves out of a runtime's list what it does not have. */
  static void settle(Path runtime) throws IOException {
    Path file = runtime.resolve("conf/security/java.security");
    String release = Files.readString(runtime.resolve("release"));
    Matcher modules = Pattern.compile("(?m)^MODULES=\"(.*)\"$").matcher(release);
    if (!modules.find()) {
      throw new IOException(runtime + "/release names no modules");
    }
    Set<String> linked = Set.copyOf(Arrays.asList(modules.group(1).split(" ")));
    Files.writeString(file, fitting(Files.readString(file), linked));
  }

  /** The same configuration with the providers of these modules, numbered from 1 without a gap. */
  static String fitting(String configuration, Set<String> modules) {
    List<String> lines = new ArrayList<>();
    int number = 0;
    for (String line : configuration.split("\n", -1)) {
      Matcher provider = LINE.matcher(line);
      if (!provider.matches()) {
        lines.add(line);
      } else if (modules.contains(MODULES.getOrDefault(provider.group(1), "java.base"))) {
        number++;
        lines.add("security.provider." + number + line.substring(line.indexOf('=')));
      }
    }
    return String.join("\n", lines);
  }
}
