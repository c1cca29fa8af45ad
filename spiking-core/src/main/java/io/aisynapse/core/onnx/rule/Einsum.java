package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.onnx.proto.OnnxModel.Attribute;
import io.aisynapse.core.onnx.value.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Sums of products by the letters of an equation, as in {@code "bij,bjk->bik"}: two operands at a time become one
 * matrix product, with the letters of both as its batch, those of one as rows or columns, and those that end as its
 * inner axis.
 */
final class Einsum {
    /** Axes of an ellipsis, counted from its end; no equation holds these letters. */
    private static final char FIRST_HIDDEN = '\uE000';

    private static final String ELLIPSIS = "...";

    private final Operator op;
    private final Composed parts;
    private final Map<Character, Integer> sizes = new HashMap<>();

    private Einsum(Operator op) {
        this.op = op;
        this.parts = new Composed(op);
    }

    /** A tensor and a letter for each of its axes. */
    private record Term(String tensor, String letters) {}

    static void run(Operator op) {
        new Einsum(op).run();
    }

    private void run() {
        String equation = op.attributes().text("equation", "").replace(" ", "");
        int arrow = equation.indexOf("->");
        String[] given = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
        if (given.length != op.inputCount()) {
            throw op.attributes().bad("equation", equation, "a term for each of %d inputs".formatted(op.inputCount()));
        }
        List<Term> terms = new ArrayList<>();
        int hidden = 0;
        for (int i = 0; i < given.length; i++) {
            Term term = term(op.inputName(i), given[i]);
            terms.add(term);
            hidden = Math.max(hidden, (int)
                    term.letters().chars().filter(c -> c >= FIRST_HIDDEN).count());
        }
        String wanted = arrow < 0 ? implied(terms) : expanded(equation.substring(arrow + 2), hidden);
        Term whole = terms.getFirst();
        for (int i = 1; i < terms.size(); i++) {
            String later =
                    wanted + terms.stream().skip(i + 1).map(Term::letters).collect(Collectors.joining());
            whole = product(whole, terms.get(i), later);
        }
        finish(summed(whole, wanted), wanted);
    }

    private Term term(String tensor, String letters) {
        int[] dims = parts.dims(tensor);
        int hidden = letters.contains(ELLIPSIS) ? dims.length - (letters.length() - ELLIPSIS.length()) : 0;
        String full = expanded(letters, hidden);
        if (full.length() != dims.length || full.chars().distinct().count() != full.length()) {
            throw op.unsupported("Einsum term '%s' of %s".formatted(letters, Arrays.toString(dims)));
        }
        for (int axis = 0; axis < dims.length; axis++) {
            Integer known = sizes.putIfAbsent(full.charAt(axis), dims[axis]);
            if (known != null && known != dims[axis]) {
                throw op.unsupported("Einsum that repeats an axis of 1");
            }
        }
        return new Term(tensor, full);
    }

    private String expanded(String letters, int hidden) {
        StringBuilder axes = new StringBuilder();
        for (int i = hidden - 1; i >= 0; i--) {
            axes.append((char) (FIRST_HIDDEN + i));
        }
        String full = letters.replace(ELLIPSIS, axes);
        if (!full.chars().allMatch(c -> Character.isLetter(c) || c >= FIRST_HIDDEN)) {
            throw op.attributes().bad("equation", letters, "letters");
        }
        return full;
    }

    /** Axes of an ellipsis, then letters that occur once, in the order of the alphabet. */
    private static String implied(List<Term> terms) {
        String all = terms.stream().map(Term::letters).collect(Collectors.joining());
        String hidden =
                letters(all.chars().filter(c -> c >= FIRST_HIDDEN).distinct().sorted());
        String once = letters(all.chars()
                .filter(c -> c < FIRST_HIDDEN && all.indexOf(c) == all.lastIndexOf(c))
                .sorted());
        return new StringBuilder(hidden).reverse() + once;
    }

    private static String letters(java.util.stream.IntStream characters) {
        return characters.mapToObj(c -> String.valueOf((char) c)).collect(Collectors.joining());
    }

    /** One term of two; letters that nothing later asks for are summed over. */
    private Term product(Term first, Term second, String later) {
        Term left = summed(first, second.letters() + later);
        Term right = summed(second, first.letters() + later);
        String batch = kept(left.letters(), right.letters(), later);
        String inner =
                letters(left.letters().chars().filter(c -> right.letters().indexOf(c) >= 0 && later.indexOf(c) < 0));
        String rows = letters(left.letters().chars().filter(c -> right.letters().indexOf(c) < 0));
        String columns =
                letters(right.letters().chars().filter(c -> left.letters().indexOf(c) < 0));
        String result = batch + rows + columns;
        if (rows.isEmpty() && columns.isEmpty() && inner.isEmpty()) {
            List<String> both = List.of(ordered(left, batch), ordered(right, batch));
            return new Term(parts.run("Mul", both, Map.of()), batch);
        }
        String a = matrices(ordered(left, batch + rows + inner), batch, rows, inner);
        String b = matrices(ordered(right, batch + inner + columns), batch, inner, columns);
        String matrix = parts.run("MatMul", List.of(a, b), Map.of());
        return new Term(parts.reshaped(matrix, dims(result)), result);
    }

    private static String kept(String left, String right, String later) {
        return letters(left.chars().filter(c -> right.indexOf(c) >= 0 && later.indexOf(c) >= 0));
    }

    private String ordered(Term term, String letters) {
        int[] permutation = new int[letters.length()];
        Arrays.setAll(permutation, axis -> term.letters().indexOf(letters.charAt(axis)));
        return parts.transposed(term.tensor(), permutation);
    }

    private String matrices(String tensor, String batch, String rows, String columns) {
        int count = size(batch);
        return count == 1
                ? parts.reshaped(tensor, size(rows), size(columns))
                : parts.reshaped(tensor, count, size(rows), size(columns));
    }

    private Term summed(Term term, String wanted) {
        long[] axes = term.letters()
                .chars()
                .filter(c -> wanted.indexOf(c) < 0)
                .mapToLong(c -> term.letters().indexOf(c))
                .toArray();
        String left = letters(term.letters().chars().filter(c -> wanted.indexOf(c) >= 0));
        return axes.length == 0 ? term : new Term(parts.reduced("ReduceSum", term.tensor(), false, axes), left);
    }

    private void finish(Term term, String wanted) {
        if (wanted.length() != term.letters().length()) {
            throw unmatched(wanted);
        }
        long[] permutation =
                wanted.chars().mapToLong(c -> term.letters().indexOf(c)).toArray();
        if (Arrays.stream(permutation).anyMatch(axis -> axis < 0)) {
            throw unmatched(wanted);
        }
        Attribute order = Attribute.ofIntegers(permutation);
        parts.yield("Transpose", List.of(term.tensor()), Map.of("perm", order));
    }

    private Refusal unmatched(String wanted) {
        return op.attributes().bad("equation", "->" + wanted, "letters that the terms have, each once");
    }

    private int[] dims(String letters) {
        return letters.chars().map(c -> sizes.getOrDefault((char) c, 1)).toArray();
    }

    private int size(String letters) {
        return Operator.sizeOf(dims(letters));
    }
}
