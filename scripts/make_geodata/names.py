"""Invented names. Places are put together from characters of which each has one reading here, so that the
English (pinyin) name always belongs to the Chinese one."""

PINYIN = {}


def _learn(table):
    pairs = [item.split(":") for item in table.split()]
    for char, syllable in pairs:
        assert PINYIN.setdefault(char, syllable) == syllable, char
    return [char for char, _ in pairs]


FIRST = _learn("""石:shi 大:da 小:xiao 新:xin 长:chang 双:shuang 上:shang 下:xia 东:dong 西:xi 南:nan 北:bei 高:gao
    黄:huang 白:bai 青:qing 清:qing 金:jin 龙:long 凤:feng 竹:zhu 松:song 梅:mei 桃:tao 李:li 杨:yang 枫:feng 樟:zhang
    柳:liu 茶:cha 麻:ma 花:hua 古:gu 老:lao 云:yun 月:yue 马:ma 牛:niu 羊:yang 鹤:he 雁:yan 鱼:yu 铁:tie 铜:tong 银:yin
    沙:sha 水:shui 木:mu 板:ban 桐:tong 柏:bai 荷:he 莲:lian 庙:miao 塔:ta 寨:zhai 罗:luo 宋:song 唐:tang 周:zhou
    彭:peng 谢:xie 陶:tao 瓦:wa 磨:mo 仙:xian 天:tian 太:tai 永:yong 福:fu 和:he 兴:xing""")
SECOND = _learn("""桥:qiao 坪:ping 冲:chong 塘:tang 湾:wan 岭:ling 溪:xi 坳:ao 洞:dong 田:tian 山:shan 江:jiang
    铺:pu 坡:po 垅:long 口:kou 井:jing 源:yuan 坝:ba 洲:zhou 园:yuan 屋:wu 潭:tan 岩:yan 港:gang 滩:tan""")
_learn("关:guan 城:cheng 门:men 街:jie 雾:wu 泥:ni 亭:ting 河:he 峰:feng 安:an 林:lin 横:heng 段:duan")

KINDS = {"村": "Village", "社区": "Community", "林场": "Forest Farm", "镇": "Town", "乡": "Township",
         "街道": "Subdistrict", "县": "County"}


def pinyin(chars):
    """Chinese place name without its kind, in pinyin: one word, with the apostrophe that pinyin wants before
    a syllable beginning with a, e or o."""
    out = ""
    for c in chars:
        s = PINYIN[c]
        out += ("'" if out and s[0] in "aeo" else "") + s
    return out.capitalize()


def english(name, kind):
    return pinyin(name) + " " + KINDS[kind]


# Subdistricts, towns and townships, in the order of their codes (subdistricts 001…, towns 101…, townships 201…,
# as real statistical codes have it).
TOWNSHIPS = [("城关", "街道"), ("东塔", "街道")] + \
    [(n, "镇") for n in "清溪 白沙 龙潭 枫林 双江 黄泥坪 茶亭 古塘 石门 长滩 桐木 云山".split()] + \
    [(n, "乡") for n in "高岩 雁坪 梅源 仙峰 柏洞 横段 金竹".split()]
TOWN_COMMUNITIES = "东门 西门 南门 北门 城东 城西 城南 城北 新街 老街 上街 下街 河街 塔山 沙洲 石桥 柳园 梅园 福田 永安 太和 新兴".split()

SURNAMES = ("李李李李刘刘刘刘张张张王王王陈陈陈杨杨黄黄周周吴吴罗罗彭彭谢谢邓邓曾曾胡胡何何唐唐谭谭蒋肖欧钟熊余朱廖潘"
            "龚易徐姜汤田段夏邹阳曹戴尹贺万龙贾丁方石雷施尤苏卢侯严袁邱毛")
GIVEN_A = "国建明志德文春秋光永家世正华金玉桂秀冬晓少子佑立继长荣贵仁义兴运开友善清水树友才伯仲先景庆"
GIVEN_B = "生明华平英兰香莲珍云林山龙祥财发根保成军辉强芳芬娥梅桃花秀红连初元满良松柏南庚和来喜康安民"


def person(rng, surname=None):
    s = surname or rng.choice(SURNAMES)
    if rng.random() < 0.12:
        return s + rng.choice(GIVEN_B)
    return s + rng.choice(GIVEN_A) + rng.choice(GIVEN_B)


DEPARTMENTS = [tuple(line.strip().split(" ", 1)) for line in """\
农业局 Agriculture Bureau
林业局 Forestry Bureau
水务局 Water Bureau
教育局 Education Bureau
卫生局 Health Bureau
民政局 Civil Affairs Bureau
财政局 Finance Bureau
交通局 Transport Bureau
公安局 Public Security Bureau
司法局 Justice Bureau
国土局 Land Bureau
住建局 Housing and Construction Bureau
环保局 Environment Bureau
文体局 Culture and Sports Bureau
统计局 Statistics Bureau
审计局 Audit Bureau
安监局 Work Safety Bureau
市场局 Market Supervision Bureau
税务局 Tax Bureau
气象局 Weather Bureau
档案局 Archives Bureau
信访局 Petitions Bureau
扶贫办 Poverty Relief Office
移民局 Resettlement Bureau
粮食局 Grain Bureau
商务局 Commerce Bureau
旅游局 Tourism Bureau
科技局 Science and Technology Bureau
人社局 Human Resources Bureau
发改局 Development and Reform Bureau
畜牧局 Livestock Bureau
农机局 Farm Machinery Bureau
供销社 Supply and Marketing Cooperative
残联 Disabled Persons' Federation
妇联 Women's Federation
团委 Youth League Committee
总工会 Federation of Trade Unions
工商联 Federation of Industry and Commerce
红十字会 Red Cross
法院 Court
检察院 Procuratorate
党校 Party School
组织部 Organization Department
宣传部 Publicity Department
统战部 United Front Department
政法委 Political and Legal Committee
纪委 Discipline Committee
县委办 Party Committee Office
政府办 Government Office
人大办 People's Congress Office
政协办 Consultative Conference Office
老干部局 Retired Officials Bureau
编办 Staffing Office
公路局 Highways Bureau
水文站 Hydrology Station
供电公司 Power Supply Company
邮政公司 Post Company
电信公司 Telecom Company
第一中学 No. 1 Middle School
人民医院 People's Hospital""".splitlines()]

PRODUCTS = [("茶叶", "Tea"), ("油茶", "Camellia Oil"), ("柑橘", "Orange"), ("水稻", "Rice"), ("养蜂", "Beekeeping"),
            ("竹木", "Bamboo"), ("药材", "Herb"), ("生猪", "Pig"), ("水产", "Fish"), ("蔬菜", "Vegetable")]
SHOPS = [("百货店", "General Store"), ("便民店", "Corner Store"), ("农资店", "Farm Supplies"), ("日杂店", "Hardware Store"),
         ("饭店", "Restaurant"), ("理发店", "Barber's"), ("修理店", "Repair Shop"), ("粮油店", "Grain and Oil Shop")]
WORKS = [("砖厂", "Brickworks"), ("竹木制品厂", "Bamboo Works"), ("米业有限公司", "Rice Mill Co."), ("茶厂", "Tea Factory"),
         ("水电站", "Hydropower Station"), ("建材有限公司", "Building Materials Co."), ("油脂有限公司", "Edible Oil Co."),
         ("制衣厂", "Garment Factory"), ("石料厂", "Quarry"), ("运输有限公司", "Haulage Co.")]
OFFICES = [("敬老院", "Home for the Elderly"), ("邮政所", "Post Office"), ("供电所", "Power Supply Station"),
           ("农技站", "Farm Extension Station"), ("林业站", "Forestry Station"), ("文化站", "Cultural Station"),
           ("信用社", "Credit Cooperative"), ("水利站", "Irrigation Station")]

DISPUTES = """宅基地界线有争议 山林权属有争议 水渠用水先后有争议 邻里因排水起争执 承包地边界不清 征地补偿款分配有分歧 通道被占用
    务工工资被拖欠 老人赡养有分歧 婚姻家庭矛盾 借款久未归还 牲畜毁坏庄稼要求赔偿 采石粉尘影响房屋 坟地位置有争议
    树木遮挡采光 合伙经营账目不清""".split()
SUGGESTIONS = """组级公路需要硬化 希望安装路灯 饮用水水压不足 山塘需要清淤 希望增加班车班次 农网电压偏低 希望举办种植培训
    希望修建便民桥 垃圾清运不够及时 手机信号较弱 希望增设村级卫生员""".split()
QUESTIONS = """低保如何申请 危房改造怎样申报 合作医疗报销比例是多少 养老保险怎样补缴 退耕补贴何时发放 孩子上学有何资助
    残疾证在哪里办理 土地确权证何时发放""".split()
NOTES = "已留联系卡 邻居代为转告 约好改日再来 家中老人在家 带去政策宣传册 电话已核实 下雨路滑 全家在外务工".split()
EXCLUSION_REASONS = ["房屋已拆除", "举家外迁", "户口已注销", "与另一户合并", "长期在外省定居"]
