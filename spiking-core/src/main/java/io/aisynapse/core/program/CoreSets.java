package io.aisynapse.core.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Sets of cores, each kept once and known by a number; the empty set is 0. */
final class CoreSets {
    private final List<int[]> sets = new ArrayList<>();
    private final Map<List<Integer>, Integer> numbers = new HashMap<>();
    private final Map<Long, Integer> unions = new HashMap<>();

    CoreSets() {
        number(new int[0]);
    }

    /** Number of the set of these cores, ascending and distinct. */
    int number(int[] cores) {
        return numbers.computeIfAbsent(Arrays.stream(cores).boxed().toList(), _ -> {
            sets.add(cores);
            return sets.size() - 1;
        });
    }

    int union(int left, int right) {
        if (left == right || right == 0) {
            return left;
        }
        return unions.computeIfAbsent(
                (long) left << 32 | right,
                _ -> number(IntStream.concat(Arrays.stream(sets.get(left)), Arrays.stream(sets.get(right)))
                        .distinct()
                        .sorted()
                        .toArray()));
    }

    List<int[]> all() {
        return sets;
    }
}
