package io.nightjar.cli;

import io.nightjar.config.Suggestion;
import io.nightjar.respond.ResponseState;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the state of a response as tables show it. */
final class StateConverter implements ITypeConverter<ResponseState> {

  @Override
  public ResponseState convert(String text) {
    for (ResponseState state : ResponseState.values()) {
      if (state.words().equalsIgnoreCase(text) || state.name().equalsIgnoreCase(text)) {
        return state;
      }
    }
    List<String> known = Arrays.stream(ResponseState.values()).map(ResponseState::words).toList();
    String near = Suggestion.didYouMean(text, known);
    throw new TypeConversionException(
        "there is no state \""
            + text
            + "\"; "
            + (near.isEmpty() ? String.join(", ", known) : near));
  }
}
