package io.aisynapse.converter.choice;

import java.util.List;

/**
 * Points that no other point of the same chip beats: none is as good in drop, energy, latency and cores and better in
 * one of them. Points of different chips do not beat each other, since their prices come from different sources.
 */
final class ParetoFront {
    private ParetoFront() {}

    static boolean holds(Point point, List<Point> points) {
        return points.stream().noneMatch(other -> beats(other, point));
    }

    private static boolean beats(Point a, Point b) {
        if (!a.target().chip().name().equals(b.target().chip().name())) {
            return false;
        }
        boolean asGood = a.drop().points() <= b.drop().points();
        boolean better = a.drop().points() < b.drop().points();
        for (Objective objective : Objective.values()) {
            asGood &= a.costs().of(objective) <= b.costs().of(objective);
            better |= a.costs().of(objective) < b.costs().of(objective);
        }
        return asGood && better;
    }
}
