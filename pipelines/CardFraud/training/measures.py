"""What is measured on the test week."""
import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

CARDS = 100


def all_of(label, score, day, customer):
    return {
        "auc_roc": float(roc_auc_score(label, score)),
        "average_precision": float(average_precision_score(label, score)),
        "card_precision_100": card_precision(label, score, day, customer),
        "test_payments": float(len(label)),
        "test_frauds": float(label.sum()),
    }


def card_precision(label, score, day, customer):
    """Per day the 100 cards with the highest score: the share of them with a fraud that day. Cards found on an earlier day are out; mean over the days."""
    found, shares = set(), []
    for at in np.unique(day):
        cards = {}
        for card, fraud, value in zip(customer[day == at], label[day == at], score[day == at]):
            if card not in found:
                best, any_fraud = cards.get(card, (-1.0, 0))
                cards[card] = (max(best, value), max(any_fraud, fraud))
        # By name among equal scores, so that the order of the table does not matter.
        top = sorted(cards.items(), key=lambda item: (-item[1][0], item[0]))[:CARDS]
        hits = {card for card, (_, fraud) in top if fraud}
        shares.append(len(hits) / CARDS)
        found |= hits
    return float(np.mean(shares))
