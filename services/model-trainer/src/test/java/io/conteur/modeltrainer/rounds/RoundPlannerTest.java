package io.conteur.modeltrainer.rounds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.conteur.events.training.RoundClosed.Share;
import io.conteur.modeltrainer.rounds.RoundPlanner.Worker;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundPlannerTest {
    private static final Worker SLOW = new Worker("slow", 1);
    private static final Worker FAST = new Worker("fast", 3);
    private static final Worker NEW = new Worker("new", 0);

    private static List<Integer> steps(List<Share> shares) {
        return shares.stream().map(Share::steps).toList();
    }

    @Test
    void sharesFollowOneAnotherInTheOrderOfTheCorpus() {
        List<Share> shares = new RoundPlanner(30, true).plan(100, 1000, List.of(SLOW, FAST, NEW));

        assertEquals(
                List.of(
                        new Share(0, "slow", 100, 30),
                        new Share(1, "fast", 130, 30),
                        new Share(2, "new", 160, 30)),
                shares);
    }

    @Test
    void aFasterWorkerMakesMoreSteps() {
        RoundPlanner planner = new RoundPlanner(30, false);

        assertEquals(List.of(15, 45), steps(planner.plan(0, 1000, List.of(SLOW, FAST))));
        assertEquals(List.of(15, 45, 30), steps(planner.plan(0, 1000, List.of(SLOW, FAST, NEW))));
    }

    @Test
    void aRoundEndsAtItsLimit() {
        RoundPlanner planner = new RoundPlanner(30, true);

        assertEquals(List.of(3, 4, 3), steps(planner.plan(0, 10, List.of(SLOW, FAST, NEW))));
        assertEquals(List.of(1, 1), steps(planner.plan(0, 2, List.of(SLOW, FAST, NEW))));
        assertEquals(List.of(1), steps(planner.plan(0, 1, List.of(SLOW, FAST, NEW))));
    }

    @Test
    void aShareHasAtMostTheStepsThatAnEventCanSay() {
        RoundPlanner planner = new RoundPlanner(10_000, false);

        List<Share> shares = planner.plan(0, 100_000, List.of(SLOW, FAST, NEW));

        assertEquals(List.of(5000, 10_000, 10_000), steps(shares));
        assertEquals(15_000, shares.get(2).step());
    }

    @Test
    void everyShareHasAStep() {
        Worker snail = new Worker("snail", 0.001);

        List<Share> shares =
                new RoundPlanner(2, false).plan(0, 1000, List.of(snail, FAST, snail, FAST));

        assertEquals(8, steps(shares).stream().mapToInt(each -> each).sum());
        assertEquals(1, shares.get(0).steps());
        assertEquals(1, shares.get(2).steps());
    }
}
