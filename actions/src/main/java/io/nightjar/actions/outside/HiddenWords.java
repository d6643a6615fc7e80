package io.nightjar.actions.outside;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a post carries that nobody is told, taken out of an answer that repeats it, as careless
 * servers and proxies do: what an answer says is shown to people and kept.
 *
 * @param words the longest first
 */
record HiddenWords(List<String> words) {

  private static final String INSTEAD = "[secret]";

  /** Shorter ones are no secrets, and would hide half of a sentence. */
  private static final int SHORTEST = 6;

  HiddenWords {
    words =
        words.stream()
            .filter(word -> word.length() >= SHORTEST)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** Address without its host, its parts, the key, and the header that shows who asks. */
  static HiddenWords of(SignedPost.Address address, Map<String, String> headers) {
    URI url = address.url();
    List<String> all = new ArrayList<>(List.of(address.key()));
    Stream.of(url.getRawPath(), url.getRawQuery(), url.getRawUserInfo())
        .filter(Objects::nonNull)
        .flatMap(part -> Stream.concat(Stream.of(part), Stream.of(part.split("[/&=:]", -1))))
        .forEach(
            part -> {
              all.add(part);
              all.add(URLDecoder.decode(part, StandardCharsets.UTF_8));
            });
    String authorization = headers.getOrDefault("Authorization", "");
    all.add(authorization);
    all.add(authorization.substring(authorization.indexOf(' ') + 1));
    return new HiddenWords(all);
  }

  /** The text without them, nor with the beginning of one where it was cut off. */
  String outOf(String text) {
    String rest = text;
    for (String word : words) {
      rest = rest.replace(word, INSTEAD);
    }
    for (String word : words) {
      for (int length = word.length() - 1; length >= SHORTEST; length--) {
        if (rest.endsWith(word.substring(0, length))) {
          return rest.substring(0, rest.length() - length) + INSTEAD;
        }
      }
    }
    return rest;
  }
}
