"""The sentences that a model learns from: their form, and which leaf of a city's tree they teach."""

from collections import Counter

from ticketing.directory import City
from ticketing.drafting.corpus import parsed, topics
from ticketing.learning.examples import from_sentences

TEXT = """# 路灯不亮 | 路灯 不亮
灯杆一排全是瞎的 摸黑走路
? 路灯归哪个部门管

# 没有句子
"""


def test_a_line_is_one_caller_and_its_mark_the_kind_of_call() -> None:
    (topic,) = parsed(TEXT)
    assert (topic.name, topic.words) == ("路灯不亮", ("路灯", "不亮"))
    assert [(one.text, one.kind) for one in topic.spoken] == [
        ("灯杆一排全是瞎的，摸黑走路", "complaint"),
        ("路灯归哪个部门管", "consultation"),
    ]


def test_each_topic_stands_once_and_has_several_sentences() -> None:
    names = Counter(topic.name for topic in topics())
    assert {name for name, times in names.items() if times > 1} == set()
    assert [topic.name for topic in topics() if len(topic.spoken) < 4] == []


def test_a_tree_with_other_names_learns_from_the_topic_most_alike(builtin_city: City) -> None:
    taught = {example.text: builtin_city.categories[example.code].name for example in from_sentences(builtin_city)}
    by_name = {topic.name: taught.get(topic.spoken[0].text) for topic in topics()}
    assert by_name["房屋渗漏水"] == "房屋漏水"
    assert by_name["道路破损坑洼"] == "路面坑洼破损"
    assert by_name["电信诈骗线索"] == "电信诈骗"
