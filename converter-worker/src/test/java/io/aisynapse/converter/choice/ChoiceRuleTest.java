package io.aisynapse.converter.choice;

import static io.aisynapse.converter.choice.Points.point;
import static io.aisynapse.converter.choice.Points.timed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.converter.choice.ChoiceRule.Chosen;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChoiceRuleTest {
    private static final ChoiceRule ENERGY = new ChoiceRule(Objective.ENERGY, 1);

    @Test
    void theCheapestOfThoseThatQualifyIsTaken() {
        Point dear = point("rate", 64, 0, 500, 2);
        Point good = point("rate", 16, 2, 100, 2);
        Point poor = point("rate", 2, 80, 10, 2);
        Chosen chosen = ENERGY.choose(List.of(dear, poor, good)).orElseThrow();
        assertEquals(good, chosen.point());
        assertTrue(chosen.qualifies());
    }

    @Test
    void aDropThatMayBeLargerThanAllowedDoesNotQualify() {
        Point likely = point("rate", 8, 8, 10, 2);
        Point sure = point("rate", 32, 1, 100, 2);
        assertTrue(likely.drop().points() < 1 && likely.drop().high() > 1);
        assertEquals(sure, ENERGY.choose(List.of(likely, sure)).orElseThrow().point());
    }

    @Test
    void equalOnesAreToldApartByCoresThenByTimeSteps() {
        Point manyCores = point("rate", 4, 0, 10, 3);
        Point longer = point("rate", 8, 0, 10, 2);
        Point shorter = point("serial", 4, 0, 10, 2);
        List<Point> points = List.of(manyCores, longer, shorter);
        assertEquals(shorter, ENERGY.choose(points).orElseThrow().point());
        assertEquals(
                longer, ENERGY.choose(List.of(manyCores, longer)).orElseThrow().point());
    }

    @Test
    void whenNothingQualifiesTheNearestIsTaken() {
        Point near = point("rate", 32, 15, 900, 2);
        Point far = point("rate", 4, 200, 10, 2);
        Chosen chosen = ENERGY.choose(List.of(far, near)).orElseThrow();
        assertEquals(near, chosen.point());
        assertFalse(chosen.qualifies());
    }

    @Test
    void ofThoseThatAnswerEverythingAlikeTheCheapestIsNearest() {
        ChoiceRule strict = new ChoiceRule(Objective.ENERGY, 0.01);
        Point dear = point("rate", 64, 0, 500, 2);
        Point cheap = point("differential", 4, 0, 50, 2);
        Chosen chosen = strict.choose(List.of(dear, cheap)).orElseThrow();
        assertEquals(cheap, chosen.point());
        assertFalse(chosen.qualifies());
    }

    @Test
    void theObjectiveDecides() {
        Point frugal = point("rate", 16, 0, 10, 5);
        Point small = point("serial", 32, 0, 20, 1);
        Point quick = point("differential", 2, 0, 30, 4);
        List<Point> points = List.of(frugal, small, quick);
        assertEquals(frugal, ENERGY.choose(points).orElseThrow().point());
        assertEquals(
                small,
                new ChoiceRule(Objective.CORES, 1).choose(points).orElseThrow().point());
        assertEquals(
                quick,
                new ChoiceRule(Objective.LATENCY, 1)
                        .choose(points)
                        .orElseThrow()
                        .point());
    }

    @Test
    void aChipWithoutModelledTimeIsNotTheFastest() {
        Point timed = timed("loihi-1", 32, 900.0);
        Point untimed = timed("generic", 2, null);
        ChoiceRule latency = new ChoiceRule(Objective.LATENCY, 1);
        assertEquals(
                timed, latency.choose(List.of(untimed, timed)).orElseThrow().point());
    }

    @Test
    void nothingIsChosenOfNothing() {
        assertTrue(ENERGY.choose(List.of()).isEmpty());
    }

    @Test
    void theFrontHoldsWhatNoPointOfTheSameChipBeats() {
        Point best = point("differential", 4, 0, 50, 2);
        Point beaten = point("rate", 8, 3, 80, 2);
        Point smaller = point("serial", 8, 30, 90, 1);
        List<Point> points = List.of(best, beaten, smaller, timed("loihi-1", 64, 5.0));
        assertTrue(ParetoFront.holds(best, points));
        assertFalse(ParetoFront.holds(beaten, points));
        assertTrue(ParetoFront.holds(smaller, points));
        assertTrue(ParetoFront.holds(points.getLast(), points));
    }

    @Test
    void heldOutSamplesConfirmRejectOrSayTooLittle() {
        assertEquals("none", Choice.confirmation(null, 1));
        assertEquals("confirmed", Choice.confirmation(point("rate", 4, 1, 1, 1).quality(), 1));
        assertEquals("consistent", Choice.confirmation(point("rate", 4, 8, 1, 1).quality(), 1));
        assertEquals("rejected", Choice.confirmation(point("rate", 4, 11, 1, 1).quality(), 1));
    }
}
