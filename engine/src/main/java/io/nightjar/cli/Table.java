package io.nightjar.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rows of columns as wide as their widest cell; cells are made plain. */
public final class Table {

  private static final int CELL_AT_MOST = 60;
  private static final int LAST_AT_LEAST = 8;
  private static final String GAP = "  ";

  /** A cell and how it is painted once it is padded. */
  public record Cell(String text, UnaryOperator<String> paint) {
    public static Cell of(String text) {
      return new Cell(text, UnaryOperator.identity());
    }
  }

  private final List<String> header;
  private int cellAtMost = CELL_AT_MOST;
  private final List<List<Cell>> rows = new ArrayList<>();

  public Table(String... header) {
    this.header = List.of(header);
  }

  /** Nothing is cut off in the rows to come. */
  Table uncut() {
    cellAtMost = Integer.MAX_VALUE;
    return this;
  }

  public void add(Cell... cells) {
    List<Cell> row = new ArrayList<>();
    for (int i = 0; i < cells.length; i++) {
      boolean last = i == cells.length - 1;
      // only the last column may be long: the others keep their places
      String text =
          last ? PlainText.of(cells[i].text()) : PlainText.cut(cells[i].text(), cellAtMost);
      row.add(new Cell(text, cells[i].paint()));
    }
    rows.add(row);
  }

  public String render(Paint paint) {
    return render(paint, Integer.MAX_VALUE);
  }

  /** The same, where the last column is cut to what {@code columns} leave of it. */
  String render(Paint paint, int columns) {
    int[] widths = header.stream().mapToInt(String::length).toArray();
    for (List<Cell> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], width(row.get(i).text()));
      }
    }
    int left =
        columns - Arrays.stream(widths, 0, widths.length - 1).map(w -> w + GAP.length()).sum();
    int last = widths.length - 1;
    widths[last] = Math.min(widths[last], Math.max(LAST_AT_LEAST, left));
    StringBuilder text = new StringBuilder();
    line(text, header.stream().map(name -> new Cell(name, paint::bold)).toList(), widths);
    rows.forEach(row -> line(text, row, widths));
    return text.toString();
  }

  private static void line(StringBuilder text, List<Cell> row, int[] widths) {
    for (int i = 0; i < row.size(); i++) {
      Cell cell = row.get(i);
      boolean last = i == row.size() - 1;
      text.append(cell.paint().apply(last ? PlainText.cut(cell.text(), widths[i]) : cell.text()));
      if (!last) {
        text.append(" ".repeat(widths[i] - width(cell.text()))).append(GAP);
      }
    }
    text.append('\n');
  }

  static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Padded on the right. */
  static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - width(text)));
  }
}
