#include "engine/replay/generate/support_desk.h"

#include <algorithm>
#include <array>

namespace bsc::support_desk {
namespace {

constexpr std::size_t way_count = 6;

/// {p} is a product, {c} a country.
struct Concern {
    std::string_view name;
    std::array<std::string_view, way_count> ways;
};

constexpr std::array concerns{
    Concern{"returns",
            {"How do I return a {p} from {c}?", "How can I return a {p} from {c}?",
             "What do I have to do to return a {p} from {c}?",
             "I would like to send back a {p}; how does that work from {c}?",
             "What are the steps for sending a {p} back to you from {c}?",
             "My {p} is not what I expected, can I give it back although I live in {c}?"}},
    Concern{"refund",
            {"When do I get the refund for a {p} sent back from {c}?",
             "When will I get my refund for a {p} sent back from {c}?",
             "How long does the refund for a {p} take in {c}?",
             "I sent a {p} back from {c}; when will the money be on my account?",
             "How many days until you pay me back for a {p} from {c}?",
             "Still no money for the {p} I gave back in {c}, how long is that going to take?"}},
    Concern{"exchange",
            {"Can I exchange a {p} for another size in {c}?",
             "Is it possible to exchange a {p} for another size in {c}?",
             "How do I swap a {p} for a different size in {c}?",
             "The {p} does not fit; can you send another size to {c}?",
             "I need the {p} one size larger, do you exchange that in {c}?",
             "Wrong size of {p} ordered, is there a way to trade it in {c}?"}},
    Concern{"delivery-time",
            {"How long does delivery of a {p} to {c} take?",
             "How long will delivery of a {p} to {c} take?",
             "How many days does it take to deliver a {p} to {c}?",
             "When would a {p} arrive if I order it to {c} today?",
             "What is the usual delivery time for a {p} to {c}?",
             "If I buy a {p} now, when can I expect it in {c}?"}},
    Concern{"delivery-cost",
            {"How much is delivery of a {p} to {c}?",
             "How much does delivery of a {p} to {c} cost?",
             "What do you charge for delivering a {p} to {c}?",
             "What are the shipping costs for a {p} to {c}?",
             "Do I have to pay for shipping a {p} to {c}, and how much?",
             "What would be added to the price of a {p} for postage to {c}?"}},
    Concern{"customs",
            {"Do I have to pay customs for a {p} in {c}?",
             "Will I have to pay customs for a {p} in {c}?",
             "Are there import duties on a {p} in {c}?",
             "Who pays the import duty when a {p} goes to {c}?",
             "Does the price of a {p} include the customs of {c}?",
             "Is there any tax to pay at the border of {c} when I order a {p}?"}},
    Concern{"warranty",
            {"How long is the warranty on a {p} in {c}?",
             "How long does the warranty on a {p} last in {c}?",
             "For how many years is a {p} under warranty in {c}?",
             "What warranty do you give on a {p} bought in {c}?",
             "How many years after buying a {p} are defects covered in {c}?",
             "Until when would you replace a faulty {p} in {c} free of charge?"}},
    Concern{"repair",
            {"Where can I have a {p} repaired in {c}?", "Where can I get a {p} repaired in {c}?",
             "Who repairs a {p} in {c}?", "Is there a workshop for a broken {p} in {c}?",
             "My {p} is broken; which repair service do you have in {c}?",
             "Do you know somebody in {c} who can fix a {p}?"}},
    Concern{"stock",
            {"Is the {p} in stock in {c}?", "Is the {p} still in stock in {c}?",
             "Do you have the {p} in stock for {c}?", "Can the {p} be bought in {c} at the moment?",
             "Is a {p} available right now for customers in {c}?",
             "Are there any left of the {p} in your store in {c}?"}},
    Concern{"restock",
            {"When will the {p} be back in stock in {c}?", "When is the {p} back in stock in {c}?",
             "When do you get the {p} in again in {c}?",
             "The {p} is sold out in {c}; when does it come back?",
             "How long do I have to wait until the {p} is available in {c} again?",
             "Will you restock the {p} for {c}, and on which date?"}},
    Concern{"invoice",
            {"Where do I find the invoice for a {p} bought in {c}?",
             "Where can I find the invoice for a {p} bought in {c}?",
             "How do I download the invoice for a {p} ordered in {c}?",
             "I need a bill for the {p} I bought in {c}.",
             "Please send me the receipt of my {p} from {c}.",
             "My company in {c} asks for the bill of a {p}, where is it?"}},
    Concern{"pay-later",
            {"Can I pay for a {p} in instalments in {c}?",
             "Is it possible to pay for a {p} in instalments in {c}?",
             "Do you offer monthly payments for a {p} in {c}?",
             "Can a {p} be paid off month by month in {c}?",
             "I cannot pay the whole {p} at once, is there a plan in {c}?",
             "Is financing available for a {p} to customers in {c}?"}},
    Concern{"cancel-order",
            {"How do I cancel the order of a {p} to {c}?",
             "How can I cancel the order of a {p} to {c}?",
             "I want to cancel the {p} I ordered to {c}.",
             "Please stop the order of a {p} to {c}, I do not need it any more.",
             "Is it too late to call off a {p} that goes to {c}?",
             "I ordered a {p} to {c} by mistake, how do I undo that?"}},
    Concern{"change-address",
            {"How do I change the delivery address of a {p} in {c}?",
             "How can I change the delivery address of a {p} in {c}?",
             "Can you send the {p} to another address in {c}?",
             "I moved within {c}; where do I correct the address for my {p}?",
             "The address for my {p} in {c} is wrong, what do I do?",
             "Please bring the {p} to my new home in {c} instead."}},
    Concern{"care",
            {"How do I clean a {p}, and where in {c} is the care set sold?",
             "How should I clean a {p}, and where in {c} is the care set sold?",
             "What is the best way to clean a {p}, and who sells the care set in {c}?",
             "How do I look after a {p}, and can I get the care set in {c}?",
             "My {p} is dirty; what may I use, and is it sold in {c}?",
             "Which care products go with a {p}, and which shops in {c} have them?"}},
    Concern{"assembly",
            {"Do you assemble a {p} at home in {c}?", "Will you assemble a {p} at my home in {c}?",
             "Can somebody put a {p} together for me in {c}?",
             "Do you have a fitter for a {p} in {c}?",
             "Is setting up a {p} part of the delivery in {c}?",
             "I am no good with tools, can your people in {c} build up the {p}?"}},
};

constexpr std::array<std::string_view, 40> products{"rain jacket",
                                                    "pair of running shoes",
                                                    "desk lamp",
                                                    "coffee machine",
                                                    "mountain bike",
                                                    "bookshelf",
                                                    "winter coat",
                                                    "office chair",
                                                    "blender",
                                                    "tent",
                                                    "backpack",
                                                    "washing machine",
                                                    "sofa bed",
                                                    "frying pan",
                                                    "pair of headphones",
                                                    "garden table",
                                                    "wool blanket",
                                                    "child seat",
                                                    "rice cooker",
                                                    "suitcase",
                                                    "dining table",
                                                    "vacuum cleaner",
                                                    "yoga mat",
                                                    "curtain rod",
                                                    "sleeping bag",
                                                    "toaster",
                                                    "wardrobe",
                                                    "bathroom scale",
                                                    "bicycle helmet",
                                                    "kitchen knife",
                                                    "floor lamp",
                                                    "mattress",
                                                    "lawn mower",
                                                    "pressure cooker",
                                                    "pair of ski boots",
                                                    "picture frame",
                                                    "electric kettle",
                                                    "hammock",
                                                    "sewing machine",
                                                    "standing desk"};

constexpr std::array<std::string_view, 30> countries{
    "Norway",  "Portugal", "Austria", "Ireland",  "Finland",  "Poland",   "Greece",  "Denmark",
    "Spain",   "Italy",    "France",  "Germany",  "Belgium",  "Sweden",   "Hungary", "Croatia",
    "Estonia", "Latvia",   "Iceland", "Slovenia", "Slovakia", "Romania",  "Malta",   "Cyprus",
    "Canada",  "Japan",    "Brazil",  "Mexico",   "Chile",    "Australia"};

constexpr std::array<std::string_view, 12> opinions{
    "Recommend",        "Explain",           "Compare",          "Write a poem about",
    "Summarize",        "Translate",         "Give me facts on", "Plan a trip to see",
    "List books about", "Tell a joke about", "Write a quiz on",  "Tell the history of"};
constexpr std::array<std::string_view, 32> things{
    "sea turtles",   "steam engines",  "sourdough bread",    "Roman roads",      "jazz trumpets",
    "glaciers",      "chess openings", "honey bees",         "lighthouses",      "origami cranes",
    "volcanoes",     "tea ceremonies", "suspension bridges", "northern lights",  "coral reefs",
    "violin makers", "desert foxes",   "wind turbines",      "medieval castles", "kite surfing",
    "black holes",   "cheese caves",   "mangrove forests",   "clock towers",     "polar bears",
    "sailing ships", "mushroom soups", "street murals",      "ancient coins",    "hot springs",
    "pine forests",  "silk weaving"};
constexpr std::array<std::string_view, 25> audiences{
    "a six-year-old",   "my grandmother",  "a history class",     "a busy manager",
    "new volunteers",   "a radio show",    "a travel blog",       "two old friends",
    "a science fair",   "my neighbours",   "a book club",         "a night nurse",
    "a village choir",  "a chess club",    "first-year students", "a bus driver",
    "a retired sailor", "a school play",   "a local museum",      "a rainy weekend",
    "a long flight",    "a birthday card", "a podcast",           "a job interview",
    "a family dinner"};
constexpr std::array<std::string_view, 20> limits{"in three sentences", "with one example",
                                                  "without jargon",     "as a dialogue",
                                                  "in simple words",    "in a serious tone",
                                                  "with a short list",  "in under 100 words",
                                                  "for beginners",      "with a surprising end",
                                                  "from two sides",     "in the style of a letter",
                                                  "step by step",       "with a warning",
                                                  "in the past tense",  "as a table",
                                                  "with a riddle",      "in rhymes",
                                                  "with dates",         "and add a question"};
constexpr std::array<std::string_view, 25> seasons{
    "in January",  "in February",    "in March",     "in April",     "in May",
    "in June",     "in July",        "in August",    "in September", "in October",
    "in November", "in December",    "at dawn",      "at midnight",  "on a Monday",
    "on a Friday", "during a storm", "by the sea",   "in the Alps",  "on an island",
    "in a desert", "in a big city",  "near a river", "in the snow",  "under a bridge"};

constexpr std::array<std::string_view, 8> opening_texts{
    "Hi, ",       "Hello, ",     "Good morning, ",        "Quick question: ",
    "Hi there! ", "Dear team, ", "Sorry to bother you: ", "Just wondering: "};
constexpr std::array<std::string_view, 6> closing_texts{
    " Thanks!", " Thank you.", " Please help.", " Kind regards", " Thanks in advance!", " Cheers"};

struct Slots {
    const Concern& concern;
    std::string_view product, country;
};

Slots slots_of(std::uint32_t meaning) {
    const auto of = [&](std::uint32_t size) {
        const std::uint32_t at = meaning % size;
        meaning /= size;
        return at;
    };
    const Concern& concern = concerns[of(concerns.size())];
    const std::string_view product = products[of(products.size())];
    return {concern, product, countries[of(countries.size())]};
}

std::string filled(std::string_view text, std::string_view product, std::string_view country) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '{') {
            out += text[i];
            continue;
        }
        out += text[i + 1] == 'p' ? product : country;
        i += 2;
    }
    return out;
}

std::string slug(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        c = c == ' ' ? '-' : static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    return out;
}

} // namespace

std::uint32_t meanings() {
    return static_cast<std::uint32_t>(concerns.size() * products.size() * countries.size());
}

std::uint32_t ways() { return way_count; }

std::string sentence(std::uint32_t meaning, std::uint32_t way) {
    const Slots slots = slots_of(meaning);
    return filled(slots.concern.ways[way], slots.product, slots.country);
}

std::string meaning_name(std::uint32_t meaning) {
    const Slots slots = slots_of(meaning);
    return std::string(slots.concern.name) + '/' + slug(slots.product) + '/' + slug(slots.country);
}

std::uint64_t one_offs() {
    return std::uint64_t{opinions.size()} * things.size() * audiences.size() * limits.size() *
           seasons.size();
}

std::string one_off(std::uint64_t number) {
    const auto pick = [&](const auto& texts) {
        const std::string_view text = texts[number % texts.size()];
        number /= texts.size();
        return std::string(text);
    };
    std::string text = pick(opinions) + ' ' + pick(things);
    text += " for " + pick(audiences);
    text += ' ' + pick(limits);
    return text + ", set " + pick(seasons) + '.';
}

std::span<const std::string_view> openings() { return opening_texts; }
std::span<const std::string_view> closings() { return closing_texts; }

} // namespace bsc::support_desk
